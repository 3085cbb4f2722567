"use client";

import { ArrowDown, ArrowUp, Copy, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { cx } from "#components/ui/class-names.ts";
import { ScriptedButton } from "#components/ui/scripted-button.tsx";
import type { TemplateElement } from "#lib/features/certificates/templates/types.ts";
import { useEditor } from "../editor.ts";
import { copyElement, freeId, moveElement, removeElements } from "../edits.ts";
import { useElementName } from "../element-name.ts";

/** All elements, the nearest to the reader first: chosen, put in order, copied and removed without a mouse. */
export function ElementList() {
  const t = useTranslations("templates.designer.elements");
  const { document, draft } = useEditor();
  const { elements } = document;
  if (elements.length === 0) return <p className="text-sm text-ink-soft">{t("none")}</p>;
  return (
    <ul aria-label={t("list")} className="divide-y divide-rule rounded-md border border-rule bg-surface">
      {elements
        .map((element, at) => (
          <ElementRow
            key={element.id}
            element={element}
            isChosen={draft.chosen.includes(element.id)}
            isFirst={at === elements.length - 1}
            isLast={at === 0}
          />
        ))
        .reverse()}
    </ul>
  );
}

type ElementRowProps = { element: TemplateElement; isChosen: boolean; isFirst: boolean; isLast: boolean };

function ElementRow({ element, isChosen, isFirst, isLast }: ElementRowProps) {
  const t = useTranslations("templates.designer.elements");
  const { document, dispatch, change } = useEditor();
  const { id } = element;
  const name = useElementName()(element);
  const copy = () => {
    const copyId = freeId(
      element.kind,
      document.elements.map((each) => each.id),
    );
    change(copyElement(id, copyId));
    dispatch({ kind: "choose", ids: [copyId] });
  };
  return (
    <li className={cx("flex min-w-0 items-center gap-0.5 px-1", isChosen && "bg-sunken")}>
      <ScriptedButton
        type="button"
        aria-pressed={isChosen}
        onClick={() => dispatch({ kind: "choose", ids: isChosen ? [] : [id] })}
        className="min-h-11 min-w-0 flex-1 truncate px-2 text-start text-sm aria-pressed:font-medium"
      >
        {name}
      </ScriptedButton>
      <RowButton label={t("forward", { name })} disabled={isFirst} onClick={() => change(moveElement(id, 1))}>
        <ArrowUp aria-hidden="true" className="size-4" />
      </RowButton>
      <RowButton label={t("back", { name })} disabled={isLast} onClick={() => change(moveElement(id, -1))}>
        <ArrowDown aria-hidden="true" className="size-4" />
      </RowButton>
      <RowButton label={t("copy", { name })} onClick={copy}>
        <Copy aria-hidden="true" className="size-4" />
      </RowButton>
      <RowButton label={t("remove", { name })} onClick={() => change(removeElements([id]))}>
        <Trash2 aria-hidden="true" className="size-4" />
      </RowButton>
    </li>
  );
}

type RowButtonProps = { label: string; disabled?: boolean; onClick: () => void; children: ReactNode };

export function RowButton({ label, disabled, onClick, children }: RowButtonProps) {
  return (
    <ScriptedButton
      type="button"
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onClick}
      className="grid size-8 shrink-0 place-items-center rounded-md text-ink-soft hover:bg-sunken hover:text-ink disabled:opacity-35 pointer-coarse:size-11"
    >
      {children}
    </ScriptedButton>
  );
}
