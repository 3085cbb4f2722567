/** What only script makes work waits for it: no press and no choice is lost while a page's script is on its way. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { it } from "node:test";

/** Where a plain element may stand, and why. */
const PLAIN: Record<string, string> = {
  "components/ui/scripted-button.tsx": "is the one that waits",
  "components/ui/file-button.tsx": "takes what was chosen early",
  "components/contracts/seals/key-fields.tsx": "is there by script, and sent with its form",
  "components/contracts/seals/picture-fields.tsx": "is there by script, and sent with its form",
  "components/document-signatures/name-form.tsx":
    "is sent with its form, by the browser itself until the script is there",
  "components/organisations/logo-form.tsx": "is sent with its form, by the browser itself until the script is there",
  "components/shell/account-menu.tsx": "opens the browser's own popover, without script",
};

it("buttons and file inputs of components are those that mind whether the script runs", () => {
  const plain = globSync("components/**/*.tsx").filter((path) =>
    /<button\b|<input[^>]*\btype="file"/.test(readFileSync(path, "utf8")),
  );
  assert.deepEqual(plain.toSorted(), Object.keys(PLAIN).toSorted());
});
