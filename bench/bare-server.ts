/** The peer of the upload: a Node HTTP server that hashes a body and does nothing else. */
import { createHash } from "node:crypto";
import { createServer } from "node:http";

const server = createServer((request, response) => {
  const hash = createHash("sha256");
  request.on("data", (chunk: Buffer) => hash.update(chunk));
  request.on("end", () => response.end(hash.digest("hex")));
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address !== null && typeof address === "object") process.send?.({ port: address.port });
});
process.on("disconnect", () => process.exit());
