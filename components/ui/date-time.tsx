"use client";

import { useLocale, useTranslations } from "next-intl";
import { createContext, useContext, useSyncExternalStore } from "react";
import { dateTimeFormat } from "#lib/i18n/formatters.ts";

type DateTimeProps = {
  /** `YYYY-MM-DDTHH:MM:SS.mmmZ` */
  value: string;
  /** Without UTC beside it: only where nobody needs to quote the time. */
  brief?: boolean;
};

const never = () => () => {};

/** The zone that the reader chose for their account; without one it is their browser's. */
export const ChosenZone = createContext<string | undefined>(undefined);

/** A moment on the reader's clock with its zone, and in UTC. The server does not know the browser's zone, and writes UTC alone. */
export function DateTime({ value, brief }: DateTimeProps) {
  const t = useTranslations("common");
  const locale = useLocale();
  const timeZone = useContext(ChosenZone);
  const inBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const utc = t("utc", { time: value.slice(0, 19).replace("T", " ") });
  const moment = new Date(value);
  // On a clock that shows UTC anyway the same time is not written twice.
  const isUtc = () => !brief && /^GMT([+-]0)?$/.test(zoneName(moment, { locale: "en", timeZone }));
  if (!inBrowser || Number.isNaN(moment.getTime()) || isUtc()) {
    return (
      <time dateTime={value} className="tabular-nums">
        {utc}
      </time>
    );
  }
  const local = dateTimeFormat(locale, {
    timeZone,
    dateStyle: "medium",
    timeStyle: brief ? "short" : "medium",
  }).format(moment);
  if (brief) {
    return (
      <time dateTime={value} title={utc} className="tabular-nums">
        {local}
      </time>
    );
  }
  return (
    <time dateTime={value} className="tabular-nums">
      {local} {zoneName(moment, { locale, timeZone })} <span className="whitespace-nowrap text-ink-soft">({utc})</span>
    </time>
  );
}

/** As `GMT+5:45`: of the browser's own zone without a formatter, which costs a phone more than the rest of what is drawn here. */
function zoneName(moment: Date, { locale, timeZone }: { locale: string; timeZone: string | undefined }): string {
  if (timeZone === undefined) return offsetName(-moment.getTimezoneOffset());
  const parts = dateTimeFormat(locale, { timeZone, timeZoneName: "shortOffset" }).formatToParts(moment);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? "";
}

/** What `shortOffset` is in both languages. @param offset minutes ahead of UTC */
function offsetName(offset: number): string {
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.round(Math.abs(offset) % 60)];
  if (offset === 0) return "GMT";
  return `GMT${offset < 0 ? "-" : "+"}${hours}${minutes === 0 ? "" : `:${String(minutes).padStart(2, "0")}`}`;
}
