import { CopyButton } from "#components/ui/copy-button.tsx";

type VerbatimProps = {
  text: string;
  /** What it is, as it stands in "Copy …" and in the region's name. */
  what: string;
};

/** Text whose every character counts: shown as it is, copied as it is. A line too long for the screen is wrapped, not cut. */
export function Verbatim({ text, what }: VerbatimProps) {
  return (
    <div className="grid gap-2">
      <pre className="rounded-md border border-rule bg-sunken px-3 py-2.5 font-mono text-xs leading-relaxed break-all whitespace-pre-wrap">
        {text}
      </pre>
      <div className="flex flex-wrap items-center gap-2">
        <CopyButton value={text} what={what} wordy />
      </div>
    </div>
  );
}
