// Answers every request; prints a line once it listens, on IPv4 and IPv6.
import { createServer } from 'node:http';

createServer((_request, response) => {
  response.end('{}');
}).listen(8080, '::', () => {
  console.log('listening');
});
