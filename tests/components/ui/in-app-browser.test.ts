/** Which browsers belong to an app, by what they call themselves. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inAppBrowser } from "#components/ui/in-app-browser.ts";
import { translator } from "#lib/i18n/translator.ts";

const ANDROID =
  "Mozilla/5.0 (Linux; Android 14; SM-S911B Build/UP1A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0";
const CHROME = "Chrome/142.0.0.0 Mobile Safari/537.36";
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";

describe("the browser of an app", () => {
  it("is known by the app's name", () => {
    const agents: [string, string][] = [
      [`${ANDROID} ${CHROME} MMWEBID/1 MicroMessenger/8.0.50.2701(0x28003259) WeChat/arm64`, "WeChat"],
      [`${IPHONE} Mobile/15E148 MicroMessenger/8.0.49(0x18003130) NetType/WIFI Language/zh_CN`, "WeChat"],
      [`${IPHONE} Mobile/15E148 wxwork/4.1.22 MicroMessenger/7.0.1`, "WeCom"],
      [`${ANDROID} ${CHROME} WhatsApp/2.24.20.89 A`, "WhatsApp"],
      [`${ANDROID} ${CHROME} Telegram-Android/11.2.3 (Samsung SM-S911B; Android 14; SDK 34; HIGH)`, "Telegram"],
      [`${IPHONE} Mobile/15E148 AliApp(DingTalk/7.6.0)`, "DingTalk"],
      [`${IPHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/480.0.0]`, "Facebook"],
    ];
    for (const [agent, app] of agents) assert.equal(inAppBrowser(agent), app, agent);
  });

  it("is called by the name that its readers know", () => {
    const title = (locale: "en" | "zh-CN", app: string) => translator(locale)("common.inApp.title", { app });
    assert.equal(title("zh-CN", "WeChat"), "您正在微信内置的浏览器中");
    assert.equal(title("zh-CN", "DingTalk"), "您正在钉钉内置的浏览器中");
    assert.equal(title("zh-CN", "WhatsApp"), "您正在 WhatsApp 内置的浏览器中");
    assert.match(title("en", "WeChat"), /WeChat/);
  });

  it("is known as one where its app is not", () => {
    assert.equal(inAppBrowser(`${ANDROID} ${CHROME}`), "");
  });

  it("is no browser of its own", () => {
    for (const agent of [
      `Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) ${CHROME}`,
      `${IPHONE} Version/18.1 Mobile/15E148 Safari/604.1`,
      "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
      "",
    ]) {
      assert.equal(inAppBrowser(agent), undefined, agent);
    }
  });
});
