/** `node bench/verify-in-process.ts RECEIPT POLICY AUTHORITIES` prints the milliseconds of each round. */
import { readFileSync } from "node:fs";
import { verifyRounds } from "./verify-rounds.ts";

const [receipt = "", policy = "", authorities = ""] = process.argv.slice(2).map((path) => readFileSync(path, "utf8"));
console.log(JSON.stringify(await verifyRounds({ receipt: new TextEncoder().encode(receipt), policy, authorities })));
