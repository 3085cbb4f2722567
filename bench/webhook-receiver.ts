/** Takes whatever is posted: `node bench/webhook-receiver.ts <port>`, as a process of its own. */
import { createServer } from "node:http";

const server = createServer((request, response) => {
  request.resume().on("end", () => response.writeHead(204).end());
});
server.listen(Number(process.argv[2]), "127.0.0.1", () => process.send?.("ready"));
