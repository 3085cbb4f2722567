/** The product's endpoints on a free port of loopback, without pages, which no bulk asks for: tells its port, and ends with its channel. */
import { startWeb } from "#tests/support/web.ts";

const { port } = await startWeb();
process.send?.({ port });
process.on("disconnect", () => process.exit());
