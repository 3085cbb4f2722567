"use client";

import { useLocale, useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";

type DateTimeProps = {
  /** `YYYY-MM-DDTHH:MM:SS.mmmZ` */
  value: string;
  /** Without UTC beside it: only where nobody needs to quote the time. */
  brief?: boolean;
};

const never = () => () => {};

/** A moment on the reader's clock with its zone, and in UTC. The server knows no zone and writes UTC alone. */
export function DateTime({ value, brief }: DateTimeProps) {
  const t = useTranslations("common");
  const locale = useLocale();
  const inBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const utc = t("utc", { time: value.slice(0, 19).replace("T", " ") });
  const moment = new Date(value);
  // On a clock that shows UTC anyway the same time is not written twice.
  const isUtc = moment.getTimezoneOffset() === 0 && !brief;
  if (!inBrowser || isUtc || Number.isNaN(moment.getTime())) {
    return (
      <time dateTime={value} className="tabular-nums">
        {utc}
      </time>
    );
  }
  const local = new Intl.DateTimeFormat(locale, {
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
      {local} {zoneName(moment, locale)} <span className="whitespace-nowrap text-ink-soft">({utc})</span>
    </time>
  );
}

function zoneName(moment: Date, locale: string): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZoneName: "shortOffset" }).formatToParts(moment);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? "";
}
