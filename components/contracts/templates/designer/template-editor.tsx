"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { type ContractTemplateDocument, LANGUAGES, type PageSizes } from "#lib/features/contracts/templates/types.ts";
import { DrawnPages } from "../drawn-pages.tsx";
import { useDrawing } from "../use-drawing.ts";
import { ValueFields } from "../value-fields.tsx";
import { ClauseForms } from "./clause-forms.tsx";
import { type Editor, EditorContext, useEditor } from "./editor.ts";
import { freshName, put } from "./edits.ts";
import { Items, Line } from "./inputs.tsx";
import { PdfForms } from "./pdf-forms.tsx";
import { type Problem, problemsOf } from "./problems.ts";
import { type Saving, useSaving } from "./use-saving.ts";
import { ValueForms } from "./value-forms.tsx";

const NAME_CHARS_MAX = 200;

type TemplateEditorProps = {
  id: string;
  name: string;
  document: ContractTemplateDocument;
  /** Of the document, hex. */
  sha256: string;
  /** Of a PDF that the template is. */
  sizes: PageSizes;
};

/** A contract as a form, with its pages beside it as the server draws them. */
export function TemplateEditor(props: TemplateEditorProps) {
  const t = useTranslations("contractTemplates.designer");
  const router = useRouter();
  const [name, setName] = useState(props.name);
  const [document, setDocument] = useState(props.document);
  const [sizes, setSizes] = useState(props.sizes);
  const problems = useMemo(() => problemsOf(document), [document]);
  const wordsOf = ({ key, name: what }: Problem) => t(`problems.${key}`, { what });
  const editor: Editor = {
    document,
    set: (path, value) => setDocument((before) => put(before, path, value)),
    problemAt: (path) => {
      const problem = problems.find(({ place }) => place === path.join("."));
      return problem && wordsOf(problem);
    },
  };
  const saving = useSaving(props.id, { name, document }, props);
  const isValid = problems.length === 0 && name.trim() !== "";
  // Publishing is decided on the template's page, of what is saved.
  const finish = async () => {
    if (!saving.isUnsaved || (await saving.save())) router.push(`/contracts/templates/${props.id}`);
  };
  return (
    <EditorContext value={editor}>
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
        <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
          <Basics name={name} onName={setName} />
          {document.body.kind === "text" ? (
            <Card title={t("clauses")} description={t("clausesText")}>
              <ClauseForms clauses={document.body.clauses} />
            </Card>
          ) : (
            <PdfForms body={document.body} onSizes={setSizes} />
          )}
        </div>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:sticky lg:top-4 lg:max-h-[calc(100dvh-2rem)] lg:overflow-y-auto">
          <SaveBar saving={saving} problems={problems.length} isValid={isValid} onFinish={finish} />
          <Look isValid={isValid} sizes={sizes} />
        </div>
      </div>
    </EditorContext>
  );
}

function Basics({ name, onName }: { name: string; onName: (name: string) => void }) {
  const t = useTranslations("contractTemplates");
  const { document, set } = useEditor();
  const { title, language, parties } = document;
  return (
    <>
      <Card title={t("designer.basics")}>
        <div className="grid gap-4">
          <TextField
            label={t("new.name")}
            value={name}
            maxLength={NAME_CHARS_MAX}
            autoComplete="off"
            error={name.trim() === "" ? t("new.noName") : undefined}
            onChange={(event) => onName(event.target.value)}
          />
          <Line path={["title"]} value={title} label={t("designer.documentTitle")} />
          <SelectField
            label={t("designer.language")}
            value={language}
            options={LANGUAGES.map((value) => ({ value, label: t(`languages.${value}`) }))}
            onChange={(event) => set(["language"], event.target.value)}
          />
        </div>
      </Card>
      <Card title={t("page.parties")} description={t("designer.partiesText")}>
        <Items
          path={["parties"]}
          items={parties}
          nameOf={({ label }, at) => label || t("designer.party.fresh", { number: at + 1 })}
          add={[
            {
              label: t("designer.party.add"),
              make: () => ({
                name: freshName(
                  "party_",
                  parties.map((each) => each.name),
                ),
                label: t("designer.party.fresh", { number: parties.length + 1 }),
              }),
            },
          ]}
        >
          {(party, path) => (
            <div className="grid gap-3 sm:grid-cols-2">
              <Line path={[...path, "label"]} value={party.label} label={t("designer.party.label")} />
              <Line path={[...path, "name"]} value={party.name} label={t("designer.shortName")} mono />
            </div>
          )}
        </Items>
      </Card>
      <Card title={t("page.values")} description={t("designer.valuesText", { placeholder: "{{short_name}}" })}>
        <ValueForms />
      </Card>
    </>
  );
}

type SaveBarProps = { saving: Saving; problems: number; isValid: boolean; onFinish: () => void };

function SaveBar({ saving: { isUnsaved, busy, problem, save }, problems, isValid, onFinish }: SaveBarProps) {
  const t = useTranslations("contractTemplates.designer.save");
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <Button busy={busy} disabled={!isValid || !isUnsaved} onClick={save}>
          {t("save")}
        </Button>
        <Button variant="primary" busy={busy} disabled={!isValid} onClick={onFinish}>
          {t("finish")}
        </Button>
        <p role="status" className={isValid ? "text-sm text-ink-soft" : "text-sm font-medium text-danger"}>
          {isValid ? t(isUnsaved ? "unsaved" : "saved") : t("invalid", { count: Math.max(1, problems) })}
        </p>
      </div>
      {problem ? (
        <Callout tone="danger" role="alert">
          {problem}
        </Callout>
      ) : null}
    </div>
  );
}

/** The pages, with values to try; places that parties fill on a PDF are drawn around. */
function Look({ isValid, sizes }: { isValid: boolean; sizes: PageSizes }) {
  const t = useTranslations("contractTemplates.look");
  const { document } = useEditor();
  const [given, setGiven] = useState<Readonly<Record<string, string>>>({});
  const known = Object.fromEntries(document.values.map(({ name }) => [name, given[name] ?? ""]));
  const drawing = useDrawing(isValid ? document : undefined, known);
  return (
    <>
      <details className="rounded-lg border border-rule bg-surface p-4">
        <summary className="cursor-pointer text-sm font-medium">{t("try")}</summary>
        <div className="pt-4">
          {isValid ? <ValueFields values={document.values} given={given} onGiven={setGiven} /> : t("waiting")}
        </div>
      </details>
      <DrawnPages drawing={drawing} boxes={document.body.kind === "pdf" ? document.body.fields : []} sizes={sizes} />
    </>
  );
}
