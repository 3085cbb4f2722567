import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseEnv } from "#lib/env.ts";
import { configurationWarnings } from "../../../bin/steps/configuration-warnings.ts";

const warned = (source: Record<string, string>) => configurationWarnings(parseEnv(source)).map(({ en }) => en);

test("what is most likely a mistake is said, in both languages, and what is usual is not", () => {
  assert.match(warned({ PUBLIC_URL: "http://seal.example.org:3000" })[0] ?? "", /unencrypted.*TLS/);
  assert.match(warned({ HOST: "0.0.0.0" })[0] ?? "", /HOST is 0\.0\.0\.0 and PUBLIC_URL is not set/);
  assert.match(warned({ PUBLIC_URL: "https://seal.example.org" })[0] ?? "", /TRUSTED_PROXIES=1/);
  assert.match(warned({ PUBLIC_URL: "http://localhost:8080" })[0] ?? "", /TRUSTED_PROXIES=1/);
  for (const fine of [
    {},
    { PUBLIC_URL: "https://seal.example.org", TRUSTED_PROXIES: "1" },
    { PUBLIC_URL: "http://seal.internal:3000", HOST: "0.0.0.0" },
    { PUBLIC_URL: "http://10.1.2.3:3000", HOST: "0.0.0.0" },
    { PUBLIC_URL: "http://[fd00::1]:3000" },
    { PUBLIC_URL: "http://intranet:3000" },
    { HOST: "::1" },
  ] as Record<string, string>[]) {
    assert.deepEqual(warned(fine), [], JSON.stringify(fine));
  }
  for (const { zh } of configurationWarnings(parseEnv({ PUBLIC_URL: "http://8.8.8.8:3000" })))
    assert.match(zh, /\p{Script=Han}/u);
});

test("a public address with a path, a query or a password is refused in one sentence", () => {
  for (const PUBLIC_URL of [
    "https://a.example/seal",
    "https://a.example/?x",
    "https://u:p@a.example",
    "https://a.example/#x",
  ]) {
    assert.throws(
      () => parseEnv({ PUBLIC_URL }),
      /PUBLIC_URL: has to end with the host and port.*nothing is served below a path/,
    );
  }
  for (const PUBLIC_URL of ["https://a.example", "https://a.example/", "http://a.example:81/"])
    parseEnv({ PUBLIC_URL });
});
