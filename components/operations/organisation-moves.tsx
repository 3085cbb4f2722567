"use client";

import { useTranslations } from "next-intl";
import { moveOrganisationAction } from "#lib/features/operations/installation/actions.ts";
import type { OrganisationState } from "#lib/words/organisations.ts";
import { type Move, StateMoves } from "./state-moves.tsx";

type OrganisationMovesProps = { id: string; name: string; state: OrganisationState; operates: boolean };

/** What may become of an organisation now. */
export function OrganisationMoves({ id, name, state, operates }: OrganisationMovesProps) {
  const t = useTranslations("operations.organisation");
  if (operates) return <p className="text-sm text-ink-soft">{t("operating")}</p>;
  if (state === "retired") return <p className="text-sm text-ink-soft">{t("retiredText")}</p>;
  const move = (verb: "activate" | "suspend" | "retire", to: OrganisationState): Move => ({
    to,
    label: t(`${verb}.label`),
    title: t(`${verb}.title`, { name }),
    text: t(`${verb}.text`),
    danger: verb === "retire",
    ...(verb === "activate" && { variant: "primary" }),
  });
  const other = state === "active" ? move("suspend", "suspended") : move("activate", "active");
  return <StateMoves key={state} action={moveOrganisationAction} id={id} moves={[other, move("retire", "retired")]} />;
}
