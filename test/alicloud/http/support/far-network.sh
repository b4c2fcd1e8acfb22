#!/bin/sh
# Runs a command as a client whose server is 300 ms away, known by a name with an IPv4 and an IPv6 address.
# far-network.sh no-route|drop-ipv6 FOLDER SERVER CLIENT...
# Everything is in namespaces of its own: run it with `unshare --map-root-user --net --mount --pid --fork --kill-child`.
set -eu
mode=$1 folder=$2 server=$3
shift 3
here=$(dirname "$0")
printf '127.0.0.1 localhost\n10.9.0.2 far.test\nfd00:9::2 far.test\n' >"$folder/hosts"
mount --bind "$folder/hosts" /etc/hosts
mount -t proc proc /proc
ip link set lo up

mkfifo "$folder/served" "$folder/relayed"
unshare --net sh -c 'ip link set lo up; exec "$@"' sh sh -c "$server" >"$folder/served" &
far=$!
read -r _ <"$folder/served"
python3 "$here/far-network.py" "$far" 0.15 "$mode" >"$folder/relayed" &
read -r _ <"$folder/relayed"

ip addr add 10.9.0.1/24 dev near
if [ "$mode" = drop-ipv6 ]; then ip addr add fd00:9::1/64 dev near nodad; fi
ip link set near up
nsenter --target "$far" --net sh -c 'ip addr add 10.9.0.2/24 dev far; ip addr add fd00:9::2/64 dev far nodad; ip link set far up'
exec "$@"
