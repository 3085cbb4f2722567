import { Spinner } from "#components/ui/spinner.tsx";
import { TONE_TEXT } from "#components/ui/tone.ts";
import { VerdictMark } from "#components/ui/verdict-mark.tsx";

type CheckResultProps = {
  /** undefined while it is being checked. */
  ok: boolean | undefined;
  words: { running: string; ok: string; bad: string };
};

/** What the reader's own browser found out, announced when it is known. */
export function CheckResult({ ok, words }: CheckResultProps) {
  return (
    <p role="status" className="flex items-center gap-2.5 text-sm font-medium">
      {ok === undefined ? <Spinner /> : <VerdictMark look={ok ? "valid" : "failed"} size="sm" />}
      <span className={ok === undefined ? TONE_TEXT.neutral : TONE_TEXT[ok ? "ok" : "danger"]}>
        {ok === undefined ? words.running : words[ok ? "ok" : "bad"]}
      </span>
    </p>
  );
}
