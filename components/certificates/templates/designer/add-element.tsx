"use client";

import { Circle, Flower2, ImagePlus, Minus, QrCode, Square, Stamp, Type } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { FileButton } from "#components/ui/file-button.tsx";
import { ELEMENTS_MAX, pageSize } from "#lib/features/certificates/templates/schema/document.ts";
import { useEditor } from "./editor.ts";
import { addElement, freeId } from "./edits.ts";
import { centred, ELEMENT_KINDS, type ElementKind, newElement } from "./new-element.ts";

const ICONS = {
  ...{ text: Type, picture: ImagePlus, line: Minus, rectangle: Square, ellipse: Circle },
  ...{ seal: Stamp, qr: QrCode, ornament: Flower2 },
} as const satisfies Record<ElementKind, unknown>;

/** Puts an element of each kind into the middle of the page, and chooses it. */
export function AddElement() {
  const t = useTranslations("templates.designer");
  const { document, change, dispatch, sendPicture } = useEditor();
  const [problem, setProblem] = useState<string>();
  const add = (kind: ElementKind, picture?: string) => {
    const id = freeId(
      kind,
      document.elements.map((each) => each.id),
    );
    const element = newElement(kind, { text: t("newText"), ...(picture !== undefined && { picture }) });
    change(addElement(centred(element, id, pageSize(document.page))));
    dispatch({ kind: "choose", ids: [id] });
  };
  const addPicture = async ([file]: File[]) => {
    if (!file) return;
    const outcome = await sendPicture(file);
    setProblem("problem" in outcome ? outcome.problem : undefined);
    if ("digest" in outcome) add("picture", outcome.digest);
  };
  const isFull = document.elements.length >= ELEMENTS_MAX;
  return (
    <div className="grid gap-2">
      <fieldset aria-label={t("add")} className="flex flex-wrap gap-2">
        {ELEMENT_KINDS.map((kind) => (
          <AddButton key={kind} kind={kind} disabled={isFull} onAdd={() => add(kind)} onPicture={addPicture} />
        ))}
      </fieldset>
      {problem ? (
        <Callout tone="danger" role="alert">
          {problem}
        </Callout>
      ) : null}
    </div>
  );
}

type AddButtonProps = {
  kind: ElementKind;
  disabled: boolean;
  onAdd: () => void;
  onPicture: (files: File[]) => void;
};

/** A picture is chosen first: without one there is nothing to put on the page. */
function AddButton({ kind, disabled, onAdd, onPicture }: AddButtonProps) {
  const t = useTranslations("templates.designer.kinds");
  const Icon = ICONS[kind];
  const icon = <Icon aria-hidden="true" className="size-4" />;
  return kind === "picture" ? (
    <FileButton size="sm" accept="image/png,image/jpeg" disabled={disabled} onFiles={onPicture}>
      {icon}
      {t("picture")}
    </FileButton>
  ) : (
    <Button size="sm" disabled={disabled} icon={icon} onClick={onAdd}>
      {t(kind)}
    </Button>
  );
}
