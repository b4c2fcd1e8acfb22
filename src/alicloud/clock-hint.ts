/** How to tell people that the machine's clock is wrong. */

/** Below this the clock cannot be what a server objects to. */
const SMALL_MS = 60_000;

function span(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const parts = [
    hours > 0 ? `${hours}h` : '',
    minutes > 0 ? `${minutes}m` : '',
    hours > 0 ? '' : `${seconds % 60}s`,
  ];
  return parts.join('');
}

/** For a call that was refused because of its time. @param clockOffsetMs the server's clock minus this machine's */
export function clockHint({
  host,
  clockOffsetMs,
}: {
  readonly host: string;
  readonly clockOffsetMs: number | undefined;
}): string {
  if (clockOffsetMs === undefined) {
    return `the clock of this machine is off, ${host} says; synchronize it by NTP`;
  }
  if (Math.abs(clockOffsetMs) < SMALL_MS) {
    return `${host} does not accept the time of the call, although the clocks differ by less than a minute: something on the way delays or changes calls`;
  }
  const direction = clockOffsetMs < 0 ? 'ahead of' : 'behind';
  return `the clock of this machine is ${span(Math.abs(clockOffsetMs))} ${direction} that of ${host}; synchronize it by NTP`;
}
