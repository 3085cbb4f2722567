/**
 * The messages of both languages, as bin/steps/gather-messages.mjs gathers them. Inside Next each is taken apart already
 * (next.config.js): nothing but next-intl and translator.ts may read a text out of it. For servers; a page sends only the namespaces
 * that its client components need.
 */

import en from "#lib/i18n/generated/en.json" with { type: "json" };
import zhCN from "#lib/i18n/generated/zh-CN.json" with { type: "json" };
import type { Locale } from "./locale.ts";

export type Messages = typeof en;
export type Namespace = keyof Messages;

export const catalogue: Record<Locale, Messages> = { en, "zh-CN": zhCN };
