"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { FileButton } from "#components/ui/file-button.tsx";
import type { ContractBody, PlacedField, Print } from "#lib/features/contracts/templates/types.ts";
import { addPdf, isRefusal } from "../ask-server.ts";
import { ConditionFields } from "./condition-fields.tsx";
import { useEditor } from "./editor.ts";
import type { Path } from "./edits.ts";
import { FieldForm, useFreshField } from "./field-form.tsx";
import { Items, Numeric } from "./inputs.tsx";
import { Text } from "./text.tsx";

type PdfBody = Extract<ContractBody, { kind: "pdf" }>;

/** What is printed on the pages of a PDF, and what the parties fill in there. */
export function PdfForms({ body, onSizes }: { body: PdfBody; onSizes: (sizes: [number, number][]) => void }) {
  const t = useTranslations("contractTemplates.designer");
  const field = useFreshField();
  const place = { page: 1, x: 25, y: 25, width: 60 };
  return (
    <>
      <Card title={t("pdf.title")}>
        <OtherPdf onSizes={onSizes} />
      </Card>
      <Card title={t("pdf.prints")} description={t("pdf.printsText")}>
        <Items<Print>
          path={["body", "prints"]}
          items={body.prints}
          nameOf={(_, at) => t("pdf.print", { number: at + 1 })}
          add={[
            { label: t("pdf.addPrint"), make: () => ({ text: t("clause.freshText"), ...place, height: 8, size: 11 }) },
          ]}
        >
          {(print, path) => (
            <>
              <Text path={[...path, "text"]} value={print.text} label={t("clause.text")} />
              <PlaceFields place={print} path={path} />
              <Numeric path={[...path, "size"]} value={print.size} label={t("place.size")} />
              <ConditionFields path={[...path, "when"]} when={print.when} />
            </>
          )}
        </Items>
      </Card>
      <Card title={t("pdf.fields")} description={t("pdf.fieldsText")}>
        <Items<PlacedField>
          path={["body", "fields"]}
          items={body.fields}
          nameOf={({ label }, at) => label || t("field.fresh", { number: at + 1 })}
          add={[{ label: t("clause.addField"), make: () => ({ ...field(), ...place, height: 20 }) }]}
        >
          {(each, path) => (
            <>
              <FieldForm field={{ ...each, options: each.options && [...each.options] }} path={path} />
              <PlaceFields place={each} path={path} />
              <ConditionFields path={[...path, "when"]} when={each.when} />
            </>
          )}
        </Items>
      </Card>
    </>
  );
}

function PlaceFields({ place, path }: { place: Omit<Print, "text" | "size" | "when">; path: Path }) {
  const t = useTranslations("contractTemplates.designer.place");
  return (
    <div className="grid grid-cols-2 gap-3 sm:grid-cols-5">
      {(["page", "x", "y", "width", "height"] as const).map((each) => (
        <Numeric key={each} path={[...path, each]} value={place[each]} label={t(each)} />
      ))}
    </div>
  );
}

/** The places stay where they were on the pages of the other one. */
function OtherPdf({ onSizes }: { onSizes: (sizes: [number, number][]) => void }) {
  const t = useTranslations("contractTemplates.designer.pdf");
  const words = useTranslations("contractTemplates");
  const { set } = useEditor();
  const [problem, setProblem] = useState<string>();
  const take = async (file: File | undefined) => {
    if (!file) return;
    const added = await addPdf(file);
    setProblem(isRefusal(added) ? added.refused || words("lost") : undefined);
    if (isRefusal(added)) return;
    onSizes(added.pages);
    set(["body", "sha256"], added.sha256);
  };
  return (
    <div className="grid justify-items-start gap-3">
      <FileButton size="sm" accept="application/pdf" onFiles={([file]) => take(file)}>
        {t("other")}
      </FileButton>
      {problem ? (
        <Callout tone="danger" role="alert">
          {problem}
        </Callout>
      ) : null}
    </div>
  );
}
