/**
 * Apps that open links in a browser of their own, by what they say in its User-Agent. Many of these save no file, and some let none
 * be chosen, without a word about it.
 */
const APPS: readonly [RegExp, string][] = [
  [/wxwork\//i, "WeCom"],
  [/MicroMessenger\//i, "WeChat"],
  [/\bQQ\//, "QQ"],
  [/\bWeibo\b/i, "Weibo"],
  [/DingTalk/i, "DingTalk"],
  [/Lark|Feishu/i, "Feishu"],
  [/AlipayClient\//, "Alipay"],
  [/WhatsApp\//, "WhatsApp"],
  [/Telegram/, "Telegram"],
  [/\bLine\//, "LINE"],
  [/Instagram/, "Instagram"],
  [/FBAN|FBAV/, "Facebook"],
];
/** Android's System WebView, whichever app it is in. */
const WEB_VIEW = /; wv\)/;

/** The app whose browser this is: a name, "" where only that it is one is known, undefined for a browser of its own. */
export function inAppBrowser(userAgent: string): string | undefined {
  const named = APPS.find(([pattern]) => pattern.test(userAgent))?.[1];
  return named ?? (WEB_VIEW.test(userAgent) ? "" : undefined);
}
