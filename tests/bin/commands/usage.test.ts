import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import type { PolicyError } from "#lib/core/log/policy.ts";
import { RESPELLINGS } from "#lib/core/receipt/reformatted.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import { FAILED_REASONS, REMARKS, STEP_NAMES, UNCHECKED_REASONS, VERDICTS } from "#lib/core/verify/verification.ts";
import { AUDIT_PHASES } from "#lib/features/ledger/audit/verbs/audit-ledger.ts";
import { catalogue } from "#lib/i18n/catalogue.ts";
import { LOCALES } from "#lib/i18n/locale.ts";
import { cells, padded } from "#lib/infra/terminal/terminal.ts";
import { words } from "#lib/infra/terminal/words.ts";
import { checkArguments, findCommand, parseArguments } from "../../../bin/commands/arguments.ts";
import { mediaTypeOf } from "../../../bin/commands/media-type.ts";
import { COMMANDS, COMMON_OPTIONS } from "../../../bin/commands/table.ts";
import { type Answer, runLines } from "./many-lines.ts";
import { SEALBOOK, sealbook } from "./run-cli.ts";

/** All of them: a type has no list of its own. */
const POLICY_ERRORS = Object.keys({
  too_large: 1,
  bad_character: 1,
  unknown_keyword: 1,
  bad_line: 1,
  bad_key: 1,
  bad_key_type: 1,
  duplicate_key: 1,
  bad_name: 1,
  duplicate_name: 1,
  unknown_name: 1,
  member_twice: 1,
  bad_threshold: 1,
  duplicate_quorum: 1,
  no_quorum: 1,
} satisfies Record<PolicyError, 1>);
const COMMANDS_FOLDER = fileURLToPath(new URL("../../../bin/commands", import.meta.url));

function parsed(line: string) {
  const found = findCommand(line.split(" "));
  assert.ok(found);
  const result = parseArguments(found.command, found.rest);
  return "problem" in result ? result : (checkArguments(found.command, result) ?? result);
}

describe("help", () => {
  it("of the whole names every command, and that is no failure", async () => {
    const { code, stdout, stderr } = await sealbook(["--help"]);
    assert.equal(code, 0);
    assert.equal(stderr, "");
    for (const command of COMMANDS) assert.ok(stdout.includes(command.words), command.words);
  });

  let answers: Answer[];
  before(async () => {
    answers = await runLines(
      COMMANDS.flatMap(({ words }) => [
        { args: [...words.split(" "), "--help"], lang: "en_US.UTF-8" },
        { args: [...words.split(" "), "-h"], lang: "zh_CN.UTF-8" },
      ]),
    );
  });

  for (const [at, command] of COMMANDS.entries()) {
    it(`of ${command.words} names its options and exit codes, in both languages, without running it`, () => {
      const [english, chinese] = answers.slice(2 * at);
      assert.ok(english && chinese);
      for (const { code, stdout, stderr } of [english, chinese]) {
        assert.equal(code, 0);
        assert.equal(stderr, "");
        assert.ok(stdout.startsWith(`sealbook ${command.words}`));
        for (const option of Object.keys({ ...command.options, ...COMMON_OPTIONS }))
          assert.ok(stdout.includes(`--${option}`));
        assert.match(stdout, /\n {2}0 {2}.+\n {2}1 {2}.+\n {2}2 {2}.+\n(?: {2}[3-9] {2}.+\n)*$/);
      }
      assert.match(english.stdout, /Exit codes:/);
      assert.match(chinese.stdout, /退出码：/);
    });
  }
});

describe("a command line that makes no sense ends with 2 and a sentence that says why", () => {
  const cases: [string, RegExp][] = [
    ["verfy x", /no command “verfy x”/],
    ["org", /“org” needs another word\.\n\nCommands:\n +org create.*\n +org owner-link/],
    ["key", /key create.*\n +key list.*\n +key revoke.*\n +key rotate/],
    ["user bogus", /no command “user bogus”\.\n\nCommands:\n +user reset-factors.*\n +user reset-link/],
    ["verify", /RECEIPT \[FILE\|FOLDER\]/],
    ["verify a b c", /“c” is one argument too many/],
    ["verify a --polcy p", /no option --polcy/],
    ["verify a --policy", /--policy needs a value/],
    ["verify a --policy --json", /--policy needs a value/],
    ["verify a --json=yes", /--json takes no value/],
    ["submit", /FILE…/],
    ["org create --name x", /--owner-email has to be given/],
    ["receipt not-an-id", /no id of a record/],
    ["receipt 0193563f-9a10-7b22-a5d3-0e6f4c1d2b37 --format xml", /json, pdf, tlog-proof/],
    ["receipt 0193563f-9a10-7b22-a5d3-0e6f4c1d2b37 --wait soon", /from 0 to 30/],
    ["receipt 0193563f-9a10-7b22-a5d3-0e6f4c1d2b37", /An API key is needed/],
    ["submit x --url ftp://example.com --key k", /no address of a server/],
  ];
  let answers: Answer[];
  before(async () => {
    answers = await runLines(cases.map(([line]) => ({ args: line.split(" "), lang: "en_US.UTF-8" })));
  });

  for (const [at, [line, sentence]] of cases.entries()) {
    it(`sealbook ${line}`, () => {
      const { code, stdout, stderr } = answers[at] ?? assert.fail();
      assert.equal(code, 2);
      assert.equal(stdout, "");
      assert.match(stderr, sentence);
      assert.doesNotMatch(stderr, /\n\s+at /);
    });
  }

  it("without a word the overview is shown", async () => {
    const { code, stderr } = await sealbook([]);
    assert.equal(code, 2);
    assert.match(stderr, /verify RECEIPT/);
  });

  it("--version and the help of a group are answers", async () => {
    const version = await sealbook(["--version"]);
    assert.deepEqual([version.code, version.stderr], [0, ""]);
    assert.match(version.stdout, /^sealbook \d+\.\d+\.\d+\n$/);
    const group = await sealbook(["org", "--help"]);
    assert.equal(group.code, 0);
    assert.match(group.stdout, /org owner-link/);
  });

  it("a database that is not started is said to be so, in both languages", async () => {
    const env = { DATA_DIR: mkdtempSync(join(tmpdir(), "sealbook-stopped-")) };
    const english = await sealbook(["key", "list", "--org", "x"], { env });
    assert.equal(english.code, 2);
    assert.match(english.stderr, /embedded database is not running: start it with npm start/);
    const chinese = await sealbook(["key", "list", "--org", "x"], { env: { ...env, LANG: "zh_CN.UTF-8" } });
    assert.match(chinese.stderr, /内置数据库未在运行/);
    rmSync(env.DATA_DIR, { recursive: true });
  });

  it("without an address it is the one at which this folder's installation runs", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sealbook-lock-"));
    const file = join(folder, "file");
    writeFileSync(file, "content");
    const env = { DATA_DIR: folder, SEALBOOK_KEY: "sealbook_x" };
    writeFileSync(join(folder, "start.lock"), JSON.stringify({ pid: 1, address: "http://127.0.0.1:9" }));
    assert.match((await sealbook(["submit", file], { env })).stderr, /127\.0\.0\.1:9 cannot be reached/);
    const given = await sealbook(["submit", file], { env: { ...env, SEALBOOK_URL: "http://127.0.0.1:10" } });
    assert.match(given.stderr, /127\.0\.0\.1:10 /);
    rmSync(join(folder, "start.lock"));
    const stopped = await sealbook(["submit", file], {
      env: { ...env, PORT: "11", PUBLIC_URL: "http://127.0.0.1:12" },
    });
    assert.match(stopped.stderr, /localhost:11 /, "where it would listen here");
    const elsewhere = await sealbook(["submit", file], { env: { ...env, PUBLIC_URL: "http://127.0.0.1:12" } });
    assert.match(elsewhere.stderr, /127\.0\.0\.1:12 /);
    rmSync(folder, { recursive: true });
  });

  it("a key among the arguments is warned about", async () => {
    const { stderr } = await sealbook(["submit", "/nowhere", "--key", "sealbook_x", "--url", "http://127.0.0.1:9"]);
    assert.match(stderr, /can see --key in the list of processes/);
  });

  it("a key sent in the clear to another machine is warned about, to this one not", async () => {
    const run = (url: string) =>
      sealbook(["submit", "/nowhere", "--url", url], { env: { SEALBOOK_KEY: "sealbook_x" } });
    assert.match((await run("http://192.0.2.1")).stderr, /travels unencrypted to 192.0.2.1/);
    assert.doesNotMatch((await run("http://localhost:9")).stderr, /unencrypted/);
    assert.doesNotMatch((await run("https://192.0.2.1")).stderr, /unencrypted/);
  });
});

describe("arguments", () => {
  it("options stand anywhere, a value may be joined, -- ends them", () => {
    const result = parsed("submit --json a --url=--odd -- --b");
    assert.deepEqual(result, { operands: ["a", "--b"], options: { json: true, url: "--odd" }, lists: {} });
  });

  it("names of Object's own are no options", () => {
    assert.deepEqual(parsed("verify a --constructor"), {
      problem: "unknownOption",
      values: { option: "--constructor" },
    });
    assert.deepEqual(parsed("verify a --__proto__=x"), { problem: "unknownOption", values: { option: "--__proto__" } });
  });

  it("an option that may be repeated keeps every value", () => {
    const result = parsed("key create --org o --name n --scope evidence:read --scope evidence:write");
    assert.ok("lists" in result);
    assert.deepEqual(result.lists.scope, ["evidence:read", "evidence:write"]);
  });
});

describe("a file's media type", () => {
  it("follows from the end of its name, and is open otherwise", () => {
    assert.equal(mediaTypeOf("合同.PDF"), "application/pdf");
    assert.equal(mediaTypeOf("a.b.jpg"), "image/jpeg");
    for (const name of ["pdf", ".pdf", "a.exe", "a.constructor"])
      assert.equal(mediaTypeOf(name), "application/octet-stream");
  });
});

describe("text on a terminal", () => {
  it("control, format and direction characters are spelt out", () => {
    assert.equal(plain("a\x1b[31mb\u202ec\u200b\nd\ud800"), "a\\u{1b}[31mb\\u{202e}c\\u{200b}\\u{a}d\ufffd");
    assert.equal(plain("合同 é 🙂.pdf"), "合同 é 🙂.pdf");
  });

  it("Chinese takes two cells", () => {
    assert.equal(cells("摘要a"), 5);
    assert.equal(padded("摘要", 6), "摘要  ");
  });
});

describe("messages", () => {
  function keysOf(value: unknown, prefix = ""): string[] {
    if (typeof value !== "object" || value === null) return [prefix];
    return Object.entries(value).flatMap(([key, child]) => keysOf(child, prefix ? `${prefix}.${key}` : key));
  }

  it("both languages say the same things with the same values", () => {
    const [first, second] = LOCALES.map((locale) => catalogue[locale].cli);
    assert.deepEqual(keysOf(first).sort(), keysOf(second).sort());
    // What a plural says for a number is no value: it holds more than a name.
    const values = (text: unknown) =>
      [
        ...new Set(
          String(text)
            .match(/\{\w+\s*[,}]/g)
            ?.map((value) => value.replace(/[,}]/, "")),
        ),
      ].sort();
    const at = (value: unknown, key: string) =>
      key.split(".").reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], value);
    for (const key of keysOf(first)) assert.deepEqual(values(at(first, key)), values(at(second, key)), key);
  });

  it("everything that a command says is there", () => {
    const literal = readdirSync(COMMANDS_FOLDER).flatMap((name) => {
      const source = readFileSync(join(COMMANDS_FOLDER, name), "utf8");
      return [...source.matchAll(/\bsay\("([^"]+)"/g)].map(([, key]) => key ?? "");
    });
    assert.ok(literal.length > 60);
    const made = [
      ...POLICY_ERRORS.map((error) => `verify.policy.${error}`),
      ...VERDICTS.map((verdict) => `verify.verdict.${verdict}`),
      ...["ok", "failed", "unchecked"].map((status) => `verify.status.${status}`),
      ...STEP_NAMES.flatMap((name) => [`/steps.name.${name}`, `/steps.ok.${name}`]),
      ...[...UNCHECKED_REASONS, ...FAILED_REASONS, ...RESPELLINGS, ...REMARKS].map(
        (reason) => `/steps.reason.${reason}`,
      ),
      ...AUDIT_PHASES.map((phase) => `audit.${phase}`),
      ...["unreadable", "not_anchored", "not_intact"].map((failure) => `audit.since.${failure}`),
      ...["checkpoint", "proof", "receipt"].map((kind) => `audit.kind.${kind}`),
      ...["recorded", "anchored"].map((state) => `submit.${state}`),
      ...["file", "digest"].map((type) => `/verify.summary.${type}`),
      ...[
        "name",
        "sha256",
        "size",
        "content",
        "recordedBy",
        "receivedAt",
        "id",
        "ledger",
        "position",
        "key",
        "witnesses",
        "stamped",
      ].map((fact) => `/verify.summary.${fact}`),
    ];
    for (const locale of LOCALES) {
      for (const key of [...literal, ...made]) {
        const path = (key.startsWith("/") ? key.slice(1) : `cli.${key}`).split(".");
        const message = path.reduce<unknown>(
          (part, name) => (part as Record<string, unknown> | undefined)?.[name],
          catalogue[locale],
        );
        assert.equal(typeof message, "string", `${locale} ${key}`);
      }
      assert.equal(typeof words(locale)("help.title"), "string");
    }
  });
});

describe("on an older Node.js", () => {
  const old = spawnSync("sh", ["-c", "command -v -p node || command -v /usr/local/bin/node"], { encoding: "utf8" });
  const node = old.stdout.trim();
  const version = node ? spawnSync(node, ["--version"], { encoding: "utf8" }).stdout : "";
  const skip = /^v(2[0-3]|1\d)\./.test(version) ? false : "there is none here";

  it("it ends with 2 and says what to do", { skip }, () => {
    const { status, stderr } = spawnSync(SEALBOOK, ["--help"], {
      encoding: "utf8",
      env: { NODE_ENV: "test", PATH: `${node.replace(/\/node$/, "")}:/usr/bin:/bin` },
    });
    assert.equal(status, 2);
    assert.match(stderr, /Node.js 24/);
  });

  it("npm's script says what to do before anything is installed", { skip }, () => {
    const clone = mkdtempSync(join(tmpdir(), "sealbook-clone-"));
    mkdirSync(join(clone, "bin"));
    cpSync(join(COMMANDS_FOLDER, "../start"), join(clone, "bin/start"), { recursive: true });
    const script = join(clone, "bin/start/sealbook.mjs");
    const run = (LANG: string) =>
      spawnSync(node, [script, "--help"], { encoding: "utf8", env: { NODE_ENV: "test", LANG } });
    const english = run("C");
    assert.equal(english.status, 2);
    assert.match(english.stderr, /^sealbook: .*run "npm ci" in .* first\.\n$/);
    assert.match(run("zh_CN.UTF-8").stderr, /请先在 .* 运行“npm ci”。\n$/);
    rmSync(clone, { recursive: true });
  });

  it("npm's script passes arguments, output and exit code through the installed one", { skip }, () => {
    const script = join(COMMANDS_FOLDER, "../start/sealbook.mjs");
    const env: NodeJS.ProcessEnv = { NODE_ENV: "test" };
    const help = spawnSync(node, [script, "verify", "--help"], { encoding: "utf8", env });
    assert.equal(help.status, 0, help.stderr);
    assert.match(help.stdout, /^sealbook verify/);
    assert.equal(spawnSync(node, [script, "verify", "-"], { encoding: "utf8", env, input: "{}" }).status, 1);
  });
});
