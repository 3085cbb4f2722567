/** A page that streams has said 200 before it knows whether there is anything: 404 and 410 would be lost. */
import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { it } from "node:test";

it("no page is streamed behind a loading.tsx: what is on its way is shown by components/shell/navigation-progress.tsx", () => {
  assert.ok(globSync("app/**/page.tsx").length > 20);
  assert.deepEqual(globSync("app/**/loading.{tsx,ts,jsx,js}"), []);
});
