"use client";

import { useTranslations } from "next-intl";
import type { NodeKind, NodeState } from "#lib/features/ledger/nodes/types.ts";
import { moveNodeAction } from "#lib/features/operations/installation/actions.ts";
import { type Move, StateMoves } from "./state-moves.tsx";

type NodeMovesProps = { id: string; name: string; ledger: string; kind: NodeKind; state: NodeState };

/** What may become of a node now. */
export function NodeMoves({ id, name, ledger, kind, state }: NodeMovesProps) {
  const t = useTranslations("operations.node");
  if (state === "retired") return <p className="text-sm text-ink-soft">{t("retiredText")}</p>;
  const words = { name, ledger };
  const activate: Move = {
    to: "active",
    label: t("activate.label"),
    variant: "primary",
    title: t("activate.title", words),
    text: kind === "witness" ? t("activate.witness", words) : t("activate.mirror"),
  };
  const suspend: Move = {
    to: "suspended",
    label: t("suspend.label"),
    title: t("suspend.title", words),
    text: kind === "witness" ? t("suspend.witness") : t("suspend.mirror"),
  };
  const retire: Move = {
    to: "retired",
    label: t("retire.label"),
    title: t("retire.title", words),
    text: kind === "witness" ? t("retire.witness") : t("retire.mirror"),
    danger: true,
  };
  return (
    <StateMoves key={state} action={moveNodeAction} id={id} moves={[state === "active" ? suspend : activate, retire]} />
  );
}
