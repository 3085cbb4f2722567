"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useMemo } from "react";
import { cx } from "#components/ui/class-names.ts";
import { Digest } from "#components/ui/digest.tsx";
import { leafHash } from "#lib/core/log/merkle.ts";
import { fromBase64, toHex, utf8 } from "#lib/core/text/bytes.ts";
import { CheckResult } from "./check-result.tsx";
import { type InclusionInput, type PathStep, type Span, walkInclusion } from "./inclusion-path.ts";
import { useInBrowser } from "./use-in-browser.ts";

type InclusionDrawingProps = {
  input: InclusionInput;
  /** The entry, which has to hash to the leaf: its text, or base64 where it is none. */
  entry: string;
  isText: boolean;
};

/** The path from the leaf to the root, drawn one joining a step, every hash computed from the one before. */
export function InclusionDrawing({ input, entry, isText }: InclusionDrawingProps) {
  const t = useTranslations("explorer");
  const path = useMemo(() => walkInclusion(input), [input]);
  const inBrowser = useInBrowser();
  const leafHolds = useMemo(() => {
    const bytes = isText ? utf8(entry) : fromBase64(entry);
    return bytes !== undefined && toHex(leafHash(bytes)) === input.leaf;
  }, [entry, isText, input.leaf]);
  const ok = inBrowser ? leafHolds && path?.reachesRoot === true : undefined;
  const leaf: Span = { from: input.index, to: input.index };
  return (
    <div className="grid gap-5">
      <CheckResult
        ok={ok}
        words={{ running: t("pathCheck.running"), ok: t("pathCheck.ok"), bad: t("pathCheck.bad") }}
      />
      <ol className="grid">
        <li className="grid justify-items-center">
          <NodeBox title={t("entry.start", { index: input.index })} hash={input.leaf} own />
        </li>
        {path?.steps.map((step, position) => (
          <StepDrawing
            key={step.sibling}
            step={step}
            number={position + 1}
            own={position === 0 ? { hash: input.leaf, span: leaf } : previous(path.steps, position)}
          />
        ))}
        <li className="grid justify-items-center">
          <Stem />
          <NodeBox title={t("entry.root")} hash={input.root} own={ok !== false}>
            {ok ? <p className="text-xs text-ink-soft">{t("entry.rootReached")}</p> : null}
            {path?.steps.length === 0 ? <p className="text-xs text-ink-soft">{t("entry.pathSingle")}</p> : null}
          </NodeBox>
        </li>
      </ol>
    </div>
  );
}

interface OwnNode {
  hash: string;
  span: Span;
}

function previous(steps: readonly PathStep[], position: number): OwnNode {
  const before = steps[position - 1];
  return { hash: before?.result ?? "", span: before?.resultSpan ?? { from: "0", to: "0" } };
}

/** Two neighbours, left and right as they stand in the tree, and below them what they hash to. */
function StepDrawing({ step, number, own }: { step: PathStep; number: number; own: OwnNode }) {
  const t = useTranslations("explorer.entry");
  const ours = <NodeBox key="own" title={t("own")} span={own.span} hash={own.hash} own />;
  const sibling = (
    <NodeBox
      key="sibling"
      title={t(step.side === "left" ? "left" : "right")}
      span={step.siblingSpan}
      hash={step.sibling}
    />
  );
  return (
    <li className="grid justify-items-center">
      <Stem />
      <div className="grid w-full gap-3 rounded-lg border border-rule bg-surface p-4">
        <p className="text-xs font-medium text-ink-soft">{t("step", { number })}</p>
        <div className="grid gap-3 sm:grid-cols-2">{step.side === "left" ? [sibling, ours] : [ours, sibling]}</div>
        <div className="grid gap-0.5 border-t border-rule pt-3">
          <p className="text-xs text-ink-soft">
            {t("result")} · <SpanWords span={step.resultSpan} />
          </p>
          <Digest value={step.result} what={t("result")} bare />
        </div>
      </div>
    </li>
  );
}

type NodeBoxProps = { title: string; hash: string; span?: Span; own?: boolean; children?: ReactNode };

function NodeBox({ title, hash, span, own, children }: NodeBoxProps) {
  return (
    <div
      className={cx(
        "grid min-w-0 content-start gap-0.5 rounded-md border px-3 py-2 text-sm",
        own ? "border-ink bg-paper" : "border-dashed border-rule-strong",
      )}
    >
      <p className="text-xs">
        <span className="font-medium">{title}</span>
        {span ? (
          <span className="text-ink-soft">
            {" "}
            · <SpanWords span={span} />
          </span>
        ) : null}
      </p>
      <Digest value={hash} bare />
      {children}
    </div>
  );
}

function SpanWords({ span }: { span: Span }) {
  const t = useTranslations("explorer.entry");
  return t("covers", { count: span.from === span.to ? 1 : 2, from: span.from, to: span.to });
}

function Stem() {
  return <span aria-hidden="true" className="h-5 w-px bg-rule-strong" />;
}
