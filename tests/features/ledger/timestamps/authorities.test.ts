/** The list of time-stamping authorities is read whole before anything starts, and what is wrong with it is said. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { authoritiesFile } from "#lib/features/ledger/timestamps/pages.ts";
import { AuthoritiesProblem, readTimestampAuthorities } from "#lib/infra/tsa/authorities.ts";
import { readPemCertificates } from "#lib/pki/pem.ts";
import { testFolder } from "#tests/support/environment.ts";
import { makeTsa, OPENSSL_MISSING, type TsaAuthority } from "#tests/support/tsa.ts";

const file = join(testFolder, "authorities", "list.json");

describe("the list of authorities", { skip: OPENSSL_MISSING }, () => {
  let tsa: TsaAuthority;
  let other: TsaAuthority;

  before(async () => {
    [tsa, other] = await Promise.all([makeTsa(), makeTsa({ name: "Other" })]);
    mkdirSync(join(testFolder, "authorities", "certificates"), { recursive: true });
    const keep = (name: string, text: string | Uint8Array) =>
      writeFileSync(join(testFolder, "authorities", "certificates", name), text);
    keep("ca.pem", `A remark.\n${tsa.caPem}`);
    keep("both.pem", tsa.caPem + other.caPem);
    keep("broken.pem", tsa.caPem.replace(/\n[A-Za-z0-9+/]{20}/, "\n"));
    keep("empty.pem", "nothing");
    keep("ca.der", tsa.ca);
    keep("windows.pem", `\ufeff${tsa.caPem.replaceAll("\n", "\r\n")}`);
  });
  after(() => {
    for (const each of [tsa, other]) each.remove();
  });

  const read = (list: unknown) => {
    writeFileSync(file, typeof list === "string" ? list : JSON.stringify(list));
    return readTimestampAuthorities(file);
  };
  const entry = { name: "Example TSA 示例", url: "https://tsa.example.org/tsr", ca: "certificates/ca.pem" };

  it("keeps its order; certificates are found beside it, one or several in a file", () => {
    const [first, second, ...others] = read([
      { ...entry, policy: "1.2.3.4.5", timeoutMs: 2_500 },
      { ...entry, name: "Other", ca: "certificates/both.pem", active: false },
    ]);
    assert.ok(first && second);
    assert.deepEqual(others, []);
    assert.deepEqual(first, {
      name: entry.name,
      url: entry.url,
      anchors: [tsa.ca],
      pem: first.pem,
      policy: "1.2.3.4.5",
      timeoutMs: 2_500,
      active: true,
    });
    assert.deepEqual(second.anchors, [tsa.ca, other.ca]);
    assert.deepEqual([second.active, second.timeoutMs], [false, 10_000]);
    assert.deepEqual(readTimestampAuthorities(undefined), []);
    assert.deepEqual(read([]), []);
  });

  it("takes certificates in DER and with the marks of another system", () => {
    const anchors = ["ca.der", "windows.pem"].map(
      (name) => read([{ ...entry, ca: `certificates/${name}` }])[0]?.anchors,
    );
    assert.deepEqual(anchors, [[tsa.ca], [tsa.ca]]);
  });

  it("is published as one file that readers of PEM take, with those that are no longer asked", () => {
    const list = read([entry, { ...entry, name: "Other", ca: "certificates/both.pem", active: false }]);
    const text = authoritiesFile(list);
    assert.deepEqual(readPemCertificates(text), [tsa.ca, tsa.ca, other.ca]);
    assert.match(text, /^# Example TSA 示例 https:\/\/tsa\.example\.org\/tsr\n-----BEGIN CERTIFICATE-----\n/);
    assert.equal(authoritiesFile([]), "# No time-stamping authority is configured.\n");
  });

  const BAD: [string, unknown, RegExp][] = [
    ["is no JSON", "[{", /list\.json is not JSON: write a list/],
    ["is no list", entry, /correct list in .*list\.json/],
    ["has a member of another name", [{ ...entry, uri: "x" }], /correct 0 in .*uri/],
    ["has no address", [{ name: "x", ca: entry.ca }], /correct 0\.url/],
    ["has an address of another kind", [{ ...entry, url: "ftp://tsa.example.org/" }], /correct 0\.url.*https:/],
    ["has a password in an address", [{ ...entry, url: "https://a:b@tsa.example.org/" }], /correct 0\.url/],
    ["has a name that cannot be read", [{ ...entry, name: "a\u202eb" }], /correct 0\.name/],
    ["has no name", [{ ...entry, name: " " }], /correct 0\.name/],
    ["has a policy that is no OID", [entry, { ...entry, name: "b", policy: "1.02" }], /correct 1\.policy.*OID/],
    ["has no time", [{ ...entry, timeoutMs: 0 }], /correct 0\.timeoutMs/],
    ["names two alike", [entry, entry], /two authorities .* are called Example TSA 示例/],
    [
      "names a file that is not there",
      [{ ...entry, ca: "gone.pem" }],
      /gone\.pem \("ca" of Example TSA 示例\) cannot be read \(ENOENT\)/,
    ],
    [
      "names a file without a certificate",
      [{ ...entry, ca: "certificates/empty.pem" }],
      /empty\.pem holds no readable/,
    ],
    ["names a broken certificate", [{ ...entry, ca: "certificates/broken.pem" }], /broken\.pem holds no readable/],
  ];
  for (const [what, list, sentence] of BAD) {
    it(`ends the start with a sentence in both languages when it ${what}`, () => {
      assert.throws(
        () => read(list),
        (error: unknown) => {
          assert.ok(error instanceof AuthoritiesProblem);
          assert.match(error.message, /^Bad configuration\. TIMESTAMP_AUTHORITIES/);
          assert.match(error.message, sentence);
          assert.match(error.zh, /^配置有误：TIMESTAMP_AUTHORITIES.*请/);
          return true;
        },
      );
    });
  }

  it("is read by the step of the start that checks the configuration", () => {
    const check = (path: string) => {
      const program = ["--conditions=react-server", "bin/steps/check-configuration.ts"];
      const env = { ...process.env, TIMESTAMP_AUTHORITIES: path };
      return JSON.parse(spawnSync(process.execPath, program, { env, encoding: "utf8" }).stdout);
    };
    const { failed } = check(join(testFolder, "none.json"));
    assert.match(failed.en, /^Bad configuration\. TIMESTAMP_AUTHORITIES: .*none\.json/);
    assert.match(failed.zh, /^配置有误：TIMESTAMP_AUTHORITIES：无法读取/);
    read([entry]);
    assert.doesNotMatch(JSON.stringify(check(file)), /TIMESTAMP_AUTHORITIES/);
  });

  it("ends the start when it cannot be read itself", () => {
    assert.throws(
      () => readTimestampAuthorities(join(testFolder, "none.json")),
      /none\.json .* cannot be read \(ENOENT\)/,
    );
  });
});
