/** The product's endpoints in a process of their own, to be killed: tells its port, and takes the database from its environment. */
import { startWeb } from "#tests/support/web.ts";

const { port } = await startWeb({ trustedProxies: 1 });
process.send?.({ port });
process.on("disconnect", () => process.exit());
