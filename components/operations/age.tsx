import { useLocale } from "next-intl";
import { ageWords } from "#components/explorer/age-words.ts";

/** "12 seconds ago", as of the moment when the page was made; the moment itself under the pointer. */
export function Age({ at, now }: { at: Date; now: Date }) {
  const locale = useLocale();
  const utc = `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;
  return (
    <time dateTime={at.toISOString()} title={utc} className="whitespace-nowrap">
      {ageWords(now.getTime() - at.getTime(), locale)}
    </time>
  );
}
