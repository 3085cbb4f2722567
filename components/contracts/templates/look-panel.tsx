"use client";

import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import type { ContractTemplateDocument } from "#lib/features/contracts/templates/types.ts";
import { DrawnPages } from "./drawn-pages.tsx";
import { useDrawing } from "./use-drawing.ts";

const NOTHING = {};

/** The contract with blanks for what will be stated. */
export function LookPanel({ document }: { document: ContractTemplateDocument }) {
  const t = useTranslations("contractTemplates.look");
  return (
    <Card title={t("title")} description={t("blank")}>
      <DrawnPages drawing={useDrawing(document, NOTHING)} />
    </Card>
  );
}
