/** An address of its own for an installation that is asked over the network. Import it behind environment.ts, before anything that reads it. */
import { createServer } from "node:net";

const probe = createServer();
await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
const found = probe.address();
await new Promise((resolve) => probe.close(resolve));

export const OWN_PORT: number = typeof found === "object" && found ? found.port : 0;
process.env.PUBLIC_URL = `http://localhost:${OWN_PORT}`;
