"use client";

import { useLocale, useTranslations } from "next-intl";
import { useMemo, useReducer, useState } from "react";
import {
  BUILT_IN_VALUES,
  PICTURE_BYTES_MAX,
  type TemplateDocument,
} from "#lib/features/certificates/templates/types.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { AddElement } from "./add-element.tsx";
import { Canvas } from "./canvas/canvas.tsx";
import { newDraft, nextDraft } from "./draft.ts";
import { type Editor, EditorContext } from "./editor.ts";
import { Panels } from "./panels/panels.tsx";
import { PreviewPanel } from "./preview/preview-panel.tsx";
import { ProblemList } from "./problem-list.tsx";
import { type Problem, problemsOf } from "./problems.ts";
import { sendPicture } from "./requests.ts";
import { SaveTrouble } from "./save-line.tsx";
import { Toolbar, type View } from "./toolbar.tsx";
import { useSave } from "./use-save.ts";

export type TemplateDesignerProps = {
  templateId: string;
  /** Of the draft that is edited. */
  number: number;
  name: string;
  document: TemplateDocument;
  /** Base64, of the draft. */
  sha256: string;
  /** Whose name seals print. */
  issuer: string;
};

/** The designer: the page under the mouse, everything beside it as a form, and the certificate as the server draws it. */
export function TemplateDesigner(props: TemplateDesignerProps) {
  const { templateId, number, issuer, sha256 } = props;
  const [name, setName] = useState(props.name);
  const [view, setView] = useState<View>("design");
  const { editor, problems, wordsOf } = useDraft(props.document);
  const isNamed = name.trim() !== "";
  const isValid = problems.length === 0 && isNamed;
  const saving = useSave({ templateId, name: name.trim(), document: editor.document, sha256, isValid });
  return (
    <EditorContext value={{ ...editor, name, setName }}>
      <div className="grid gap-4">
        <Toolbar {...{ templateId, number, saving, view, setView }} problems={problems.length + (isNamed ? 0 : 1)} />
        <SaveTrouble saving={saving} />
        <ProblemList problems={problems} wordsOf={wordsOf} />
        {view === "preview" && problems.length === 0 ? <PreviewPanel /> : null}
        {/* Kept while the preview is shown: loading pdfme takes longer than drawing does. */}
        <div hidden={view === "preview"} className="grid gap-4">
          <AddElement />
          <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_25rem]">
            <Canvas issuer={issuer} save={saving.save} />
            <Panels />
          </div>
        </div>
      </div>
    </EditorContext>
  );
}

function useDraft(first: TemplateDocument): {
  editor: Omit<Editor, "name" | "setName">;
  problems: Problem[];
  wordsOf: (problem: Problem) => string;
} {
  const t = useTranslations("templates");
  const locale = useLocale() as Locale;
  const [draft, dispatch] = useReducer(nextDraft, first, newDraft);
  const { document } = draft;
  const problems = useMemo(() => problemsOf(document), [document]);
  const wordsOf = ({ key, name = "" }: Problem) => t(`problems.${key}`, { name });
  const builtIn = BUILT_IN_VALUES as readonly string[];
  const labelOf = (name: string): string => {
    const field = document.fields.find((each) => each.name === name);
    if (field) return field.label[locale];
    return builtIn.includes(name) ? t(`values.${name as (typeof BUILT_IN_VALUES)[number]}`) : name;
  };
  const editor: Omit<Editor, "name" | "setName"> = {
    draft,
    document,
    dispatch,
    change: (edit, about) => dispatch({ kind: "edit", edit, ...(about !== undefined && { about }) }),
    problemAt: (...path) => {
      const place = path.join(".");
      const problem = problems.find((each) => each.place === place || each.place.startsWith(`${place}.`));
      return problem && wordsOf(problem);
    },
    labelOf,
    sendPicture: async (file) => {
      // Said before it is sent: a server that does not read it all is not heard.
      if (file.size > PICTURE_BYTES_MAX) return { problem: t("designer.picture.tooLarge") };
      const outcome = await sendPicture(file);
      if ("digest" in outcome) return outcome;
      const detail = "problem" in outcome ? outcome.problem.detail : "";
      return { problem: detail || t("designer.picture.lost") };
    },
  };
  return { editor, problems, wordsOf };
}
