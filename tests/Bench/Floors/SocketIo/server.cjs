// Sends what is posted to /publish to everybody, by socket.io: node server.cjs PORT
const http = require('http');
const { Server } = require('socket.io');

const server = http.createServer((request, response) => {
  if (request.method !== 'POST') {
    response.end();
    return;
  }

  const body = [];
  request.on('data', part => body.push(part));
  request.on('end', () => {
    io.to('viewers').emit('MessageAdded', JSON.parse(Buffer.concat(body)));
    response.end();
  });
});

const io = new Server(server, { transports: ['websocket'], perMessageDeflate: false });
io.on('connection', socket => socket.join('viewers'));
server.listen(+process.argv[2], '127.0.0.1');
