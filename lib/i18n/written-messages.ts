/** Messages of no feature as they are written, in ICU syntax: what a page is given of `catalogue` has been taken apart (next.config.js). */

import type { Locale } from "./locale.ts";
import en from "./messages/en.json" with { type: "json" };
import zhCN from "./messages/zh-CN.json" with { type: "json" };

export const writtenMessages: Record<Locale, typeof en> = { en, "zh-CN": zhCN };
