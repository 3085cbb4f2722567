/** The peer of tile reads: Node's own http, a folder, and nothing else. FOLDER */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join, normalize } from "node:path";

const [folder = "."] = process.argv.slice(2);

const server = createServer((request, response) => {
  const path = normalize(new URL(request.url ?? "/", "http://localhost").pathname);
  readFile(join(folder, path)).then(
    (body) => {
      const type = path.startsWith("/tile/") ? "application/octet-stream" : "text/plain; charset=utf-8";
      response.writeHead(200, { "content-type": type, "content-length": body.length }).end(body);
    },
    () => response.writeHead(404).end(),
  );
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address !== null && typeof address === "object") process.send?.({ port: address.port });
});
process.on("disconnect", () => process.exit());
