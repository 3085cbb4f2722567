/** The messages of both languages, as bin/steps/gather-messages.mjs gathers them. For servers; a page sends only the namespaces that its client components need. */

import en from "./generated/en.json" with { type: "json" };
import zhCN from "./generated/zh-CN.json" with { type: "json" };
import type { Locale } from "./locale.ts";

export type Messages = typeof en;
export type Namespace = keyof Messages;

export const catalogue: Record<Locale, Messages> = { en, "zh-CN": zhCN };
