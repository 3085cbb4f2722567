import { useTranslations } from "next-intl";
import { DateTime } from "#components/ui/date-time.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { type Alert, alertWords } from "#lib/features/operations/alerts/types.ts";
import { AcknowledgeAlert } from "./acknowledge-alert.tsx";
import { AlertBadge } from "./alert-badge.tsx";
import { AlertFacts } from "./alert-facts.tsx";
import { AlertTimes } from "./alert-times.tsx";
import { ResolveAlert } from "./resolve-alert.tsx";

/** An alert in plain words: what happened, what it means, what to do, and the buttons to do it with. */
export function AlertCard({ alert }: { alert: Alert }) {
  const t = useTranslations("alerts");
  const { id, kind, state, resolved } = alert;
  const words = alertWords(alert);
  const title = t(`kinds.${kind}.title`, words);
  const heading = `alert-${id}`;
  if (state === "resolved") {
    return (
      <article aria-labelledby={heading} className="rounded-lg border border-rule bg-surface px-5 py-4">
        <details>
          <summary className="flex cursor-pointer flex-wrap items-center gap-x-3 gap-y-1">
            <AlertBadge state={state} />
            <h2 id={heading} className="min-w-0 text-sm font-medium break-words">
              {title}
            </h2>
            {resolved ? (
              <span className="text-xs text-ink-soft">
                <DateTime value={resolved.at.toISOString()} brief />
              </span>
            ) : null}
          </summary>
          <div className="grid gap-2 pt-3">
            <AlertTimes alert={alert} />
            <AlertFacts alert={alert} />
          </div>
        </details>
      </article>
    );
  }
  return (
    <article
      aria-labelledby={heading}
      className="grid grid-cols-[minmax(0,1fr)] gap-4 rounded-lg border border-rule-strong bg-surface p-5 sm:p-6"
    >
      <div className="grid justify-items-start gap-2">
        <AlertBadge state={state} />
        <h2 id={heading} className="max-w-full font-serif text-lg font-semibold break-words">
          <Subject alert={alert}>{title}</Subject>
        </h2>
        <AlertTimes alert={alert} />
      </div>
      <div className="grid gap-x-8 gap-y-4 text-sm lg:grid-cols-2">
        <div>
          <h3 className="font-medium">{t("means")}</h3>
          <p className="max-w-prose pt-1 break-words">{t(`kinds.${kind}.means`, words)}</p>
        </div>
        <div>
          <h3 className="font-medium">{t("todo")}</h3>
          <p className="max-w-prose pt-1 break-words">{t(`kinds.${kind}.todo`, words)}</p>
        </div>
      </div>
      <AlertFacts alert={alert} />
      <div className="flex flex-wrap gap-3">
        {state === "open" ? <AcknowledgeAlert id={id} title={title} /> : null}
        <ResolveAlert id={id} title={title} conflict={kind === "witness_conflict"} />
      </div>
    </article>
  );
}

/** Nodes have a page of their own. */
function Subject({ alert: { kind, subject }, children }: { alert: Alert; children: string }) {
  if (!/^(witness|mirror)_/.test(kind)) return children;
  return <TextLink href={`/operations/nodes/${subject}`}>{children}</TextLink>;
}
