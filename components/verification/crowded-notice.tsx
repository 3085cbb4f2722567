import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { Callout } from "#components/ui/callout.tsx";
import { GivenFiles } from "./given-files.tsx";
import type { Given } from "./outcome.ts";

/** A folder's worth of names would push the drop zone out of sight. */
const NAMES_SHOWN_MAX = 12;

type CrowdedNoticeProps = {
  /** Everything that was given at once. */
  names: readonly string[];
  /** What was given before and still waits for its counterpart. */
  kept: Given;
};

/** Says that too much was given at once, what it was, and that none of it was checked. */
export function CrowdedNotice({ names, kept }: CrowdedNoticeProps) {
  const t = useTranslations("verify");
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // In braces: some browsers return a promise, which React would take for a clean-up.
    place.current?.scrollIntoView({ block: "nearest", behavior: "smooth" });
  }, []);
  const shown = names.slice(0, NAMES_SHOWN_MAX);
  const others = names.length - shown.length;
  return (
    <div ref={place} className="grid scroll-my-6 gap-4">
      <Callout tone="attention" role="alert" title={t("crowded.title")}>
        <p>{t("crowded.unchecked")}</p>
        <ul className="list-disc ps-5">
          {shown.map((name, position) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two files may bear the same name
            <li key={position}>
              <bdi className="break-all">{name}</bdi>
            </li>
          ))}
        </ul>
        {others > 0 ? <p>{t("crowded.others", { count: others })}</p> : null}
      </Callout>
      <GivenFiles given={kept} waiting />
    </div>
  );
}
