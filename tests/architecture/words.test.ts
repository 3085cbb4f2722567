/** One word a concept, in both languages, on every surface; and the characters of good print. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";

type Messages = { [key: string]: string | Messages };
interface Message {
  /** The file and the key, which a failure names. */
  place: string;
  key: string;
  text: string;
}

/** What a text in this language may not hold, with what stands there instead. */
const FORBIDDEN: Record<"en" | "zh-CN", readonly [RegExp, string][]> = {
  en: [
    [/\bchannels?\b/i, "ledger"],
    [/\bconsole\b/i, "evidence, or operations"],
    [/\binstitutions?\b|\borganiz/i, "organisation"],
    [/\bplatform\b/i, "this site, or this installation"],
    [/\blog(?:ged)? (?:in|out)\b|\blogins?\b/i, "sign in, sign out"],
    [/\bblockchain\b/i, "ledger"],
    [/\.\.\./, "…"],
  ],
  "zh-CN": [
    [/通道/, "账本"],
    [/控制台/, "存证，或运维"],
    [/^运营$/, "运维"],
    [/运营者|系统管理者|运维人员/, "运营方"],
    [/第二因素/, "第二重验证"],
    [/总览/, "概览"],
    [/放入|放至|投放/, "拖入或选择"],
    [/默克尔/, "Merkle"],
    [/(?<!性)包含证明/, "包含性证明"],
    [/为何而来/, "您想做什么"],
    [/组织|单位/, "机构"],
    [/法定/, "见证人数"],
    [/见证方/, "见证节点"],
    [/验证密钥/, "验证公钥"],
    [/锚定/, "上链"],
    [/分片/, "瓦片"],
    [/警报/, "告警"],
    [/账号|帐/, "账户"],
    [/登陆|登入/, "登录"],
    [/你/, "您"],
    [/\.\.\.|。。/, "……"],
    // The language has one plural form: what stands there is never said.
    [/plural,[^}]*\bone \{/, "=1"],
    [/[\u4e00-\u9fff][,;:?!]|[,;?!][\u4e00-\u9fff]/, "全角标点"],
  ],
};

/** A surface calls the installation by one of these names. The command line is one surface, as each feature's pages are. */
const NAMES_OF_THE_SITE = ["平台", "本站", "本系统"];

/** Code that is shown as it is written: straight quotes belong to it. */
const CODE = new Set(["checkUs.cose.signed", "checkUs.cose.member.vdp"]);
/** ICU's own quotes, which are not printed: '{' is a brace. */
const ICU_QUOTED = /'[{}<>|#][^']*'/g;

function messagesIn(messages: Messages, file: string, prefix = ""): Message[] {
  return Object.entries(messages).flatMap(([name, value]) => {
    const key = prefix === "" ? name : `${prefix}.${name}`;
    return typeof value === "string" ? [{ place: `${file}: ${key}`, key, text: value }] : messagesIn(value, file, key);
  });
}

function messagesOf(locale: "en" | "zh-CN"): Message[] {
  const files = ["lib/i18n/messages", "lib/features/**/messages"].flatMap((folder) =>
    globSync(`${folder}/${locale}.json`),
  );
  assert.ok(files.length > 10);
  return files.flatMap((file) => messagesIn(JSON.parse(readFileSync(file, "utf8")) as Messages, file));
}

const wrongIn = (locale: "en" | "zh-CN"): string[] =>
  messagesOf(locale).flatMap(({ place, key, text }) =>
    CODE.has(key)
      ? []
      : FORBIDDEN[locale]
          .filter(([word]) => word.test(text))
          .map(([word, instead]) => `${place}: “${word.exec(text)?.[0]}”, say ${instead}`),
  );

describe("words", () => {
  it("English has one word for each thing", () => {
    assert.deepEqual(wrongIn("en"), []);
  });

  it("Chinese has one word for each thing", () => {
    assert.deepEqual(wrongIn("zh-CN"), []);
  });

  it("apostrophes and quotes are those of print, in both languages", () => {
    const straight = [...messagesOf("en"), ...messagesOf("zh-CN")].filter(
      ({ key, text }) => !CODE.has(key) && /['"]/.test(text.replaceAll(ICU_QUOTED, "")),
    );
    assert.deepEqual(
      straight.map(({ place }) => place),
      [],
      "’ “ ” are wanted",
    );
  });

  it("a surface calls itself by one name", () => {
    const named = new Map<string, Map<string, string>>();
    for (const { key, place, text } of messagesOf("zh-CN")) {
      const surface = key.split(".")[0] ?? "";
      const names = named.get(surface) ?? new Map<string, string>();
      for (const name of NAMES_OF_THE_SITE) if (text.includes(name) && !names.has(name)) names.set(name, place);
      named.set(surface, names);
    }
    const torn = [...named.values()].filter((names) => names.size > 1).map((names) => Object.fromEntries(names));
    assert.deepEqual(torn, []);
  });
});
