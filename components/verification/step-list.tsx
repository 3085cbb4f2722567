import { ChevronRight, Minus } from "lucide-react";
import { useTranslations } from "next-intl";
import { cx } from "#components/ui/class-names.ts";
import { VerdictMark } from "#components/ui/verdict-mark.tsx";
import type { Facts, Step, StepName, StepStatus, Verification } from "#lib/core/verify/verification.ts";

const STATUS_TEXT: Record<StepStatus, string> = { ok: "text-ok", failed: "text-danger", unchecked: "text-ink-soft" };

type StepListProps = { verification: Verification; facts?: Facts; entry?: string };

/**
 * The steps behind a verdict, each with what was expected and found, in one line until somebody asks or one of them failed. Where one failed only the failed ones are shown: the others
 * would lend credit to what deserves none. Of a receipt inside a PDF that was saved anew all are shown: they are about the receipt.
 */
export function StepList({ verification, facts, entry }: StepListProps) {
  const t = useTranslations("steps");
  const { steps, inside } = verification;
  const failed = steps.filter(({ status }) => status === "failed");
  const shown = failed.length > 0 ? [...failed, ...(inside?.steps ?? [])] : steps;
  const agreed = facts ? agreedValues(facts, entry) : {};
  return (
    <details open={failed.length > 0} className="group border-y border-rule">
      <summary className="grid min-h-12 list-none grid-cols-[1rem_1fr] items-center gap-x-2 py-2.5 [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden="true" className="size-4 text-ink-soft transition-transform group-open:rotate-90" />
        <span className="flex flex-wrap items-baseline justify-between gap-x-4">
          <h3 className="font-serif text-lg font-semibold">{t("title")}</h3>
          <span className="text-sm text-ink-soft">{summaryOf(inside?.steps ?? steps, t)}</span>
        </span>
      </summary>
      <ol className="divide-y divide-rule border-t border-rule">
        {shown.map((step, position) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the receipt in a PDF has steps of the same names
          <StepRow key={position} step={step} agreed={agreed[step.name]} />
        ))}
      </ol>
    </details>
  );
}

function summaryOf(steps: readonly Step[], t: ReturnType<typeof useTranslations<"steps">>): string {
  const count = (wanted: StepStatus) => steps.filter(({ status }) => status === wanted).length;
  return t("summary", { ok: count("ok"), failed: count("failed"), unchecked: count("unchecked") });
}

function StepRow({ step, agreed }: { step: Step; agreed?: string }) {
  const t = useTranslations("steps");
  const { name, status, reason, expected, found, policyOfTime = "none" } = step;
  return (
    <li className="grid grid-cols-[1.75rem_1fr] gap-x-4 py-3.5 break-inside-avoid">
      <StepMark status={status} />
      <div className="grid min-w-0 gap-1">
        <p className="flex flex-wrap items-baseline justify-between gap-x-4">
          <span className="font-medium">{t(`name.${name}`)}</span>
          <span className={cx("text-xs font-medium", STATUS_TEXT[status])}>{t(`status.${status}`)}</span>
        </p>
        <p className="text-sm text-ink-soft text-pretty">
          {reason === "ok" ? t(`ok.${name}`) : t(`reason.${reason}`, { policy: policyOfTime })}
        </p>
        {status === "ok" && agreed ? <Compared pairs={[[t("same"), agreed]]} /> : null}
        {/* Of a timestamp that could not be checked: what of it is not known here. */}
        {name === "timestamp" && status === "unchecked" && found ? <Compared pairs={[[t("found"), found]]} /> : null}
        {status === "failed" ? (
          <Compared
            pairs={[
              [t("expected"), expected ?? "-"],
              [t("found"), found ?? "-"],
            ]}
          />
        ) : null}
      </div>
    </li>
  );
}

function StepMark({ status }: { status: StepStatus }) {
  if (status === "ok") return <VerdictMark look="valid" size="sm" />;
  if (status === "failed") return <VerdictMark look="failed" size="sm" />;
  return (
    <span
      aria-hidden="true"
      className="grid size-7 place-items-center rounded-full border border-rule-strong text-ink-soft"
    >
      <Minus className="size-4" />
    </span>
  );
}

function Compared({ pairs }: { pairs: [string, string][] }) {
  return (
    <dl className="grid gap-x-4 gap-y-1 pt-1 text-xs sm:grid-cols-[auto_1fr]">
      {pairs.map(([term, value]) => (
        <div key={term} className="contents">
          <dt className="text-ink-faint">{term}</dt>
          {/* Breaks between its parts first: a digest stays on one line wherever it fits. */}
          <dd className="min-w-0 font-mono text-[0.9em] wrap-anywhere">{inHex(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** SHA-256 in base64, as notes and entries write it. */
const BASE64_HASH = /(?<![\w+/])[A-Za-z0-9+/]{43}=(?![\w+/=])/g;

/**
 * Hashes as every page writes them. What was hashed and signed shows them as they stand in it. Without lib/core/text/bytes.ts,
 * which would bring SHA-256 with it: that is the worker's.
 */
function inHex(text: string): string {
  return text.replaceAll(BASE64_HASH, (hash) => {
    const bytes = atob(hash);
    // Another spelling of the same bytes is another text: a difference must not disappear.
    if (btoa(bytes) !== hash) return hash;
    return Array.from(bytes, (byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  });
}

/** What both sides of a step that holds agree on. An entry's third line is the hash of its record. */
function agreedValues(facts: Facts, entry: string | undefined): Partial<Record<StepName, string>> {
  const { sha256, root, origin, keyId, index, treeSize } = facts;
  const signed = root && `${origin} · ${treeSize} · ${root}`;
  const recordHash = entry?.split("\n")[2];
  return {
    file: sha256,
    ...(recordHash ? { record: recordHash } : {}),
    ...(root ? { inclusion: `${index} → ${root}` } : {}),
    ...(signed ? { checkpoint: signed } : {}),
    issuer: `${origin} · ${keyId}`,
  };
}
