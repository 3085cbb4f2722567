"use client";

import { useTranslations } from "next-intl";
import { QR_SIDE_MIN_MM } from "#lib/features/certificates/templates/schema/document.ts";
import type { HexColor, TemplateElement } from "#lib/features/certificates/templates/types.ts";
import { useEditor } from "../editor.ts";
import { changeElement } from "../edits.ts";
import { useElementName } from "../element-name.ts";
import { ColorField } from "./color-field.tsx";
import type { ElementFormProps } from "./element-form-props.ts";
import { NumberField } from "./number-field.tsx";
import { OrnamentForm } from "./ornament-form.tsx";
import { PictureForm } from "./picture-form.tsx";
import { SealForm } from "./seal-form.tsx";
import { ShapeForm } from "./shape-form.tsx";
import { TextForm } from "./text-form.tsx";

/** Everything about the one element that is chosen. */
export function ElementForm() {
  const t = useTranslations("templates.designer");
  const { draft, document, change, problemAt } = useEditor();
  const nameOf = useElementName();
  const [id] = draft.chosen;
  const at = document.elements.findIndex((each) => each.id === id);
  const element = document.elements[at];
  if (!element || draft.chosen.length !== 1) {
    return (
      <p className="text-sm text-ink-soft">{t(draft.chosen.length > 1 ? "elements.several" : "elements.choose")}</p>
    );
  }
  const props: ElementFormProps<TemplateElement> = {
    element,
    set: (members, member) => change(changeElement(element.id, members), member && `${element.id} ${member}`),
    problem: (member) => problemAt("elements", at, member),
  };
  return (
    <fieldset key={element.id} className="grid gap-4">
      <legend className="mb-3 text-sm font-semibold">{nameOf(element)}</legend>
      <KindForm {...props} />
      <PlaceForm {...props} />
    </fieldset>
  );
}

function KindForm(props: ElementFormProps<TemplateElement>) {
  const t = useTranslations("templates.designer");
  const { element, set, problem } = props;
  const color = (value: HexColor) => set({ color: value }, "color");
  switch (element.kind) {
    case "text":
      return <TextForm {...props} element={element} />;
    case "picture":
      return <PictureForm {...props} element={element} />;
    case "rectangle":
    case "ellipse":
      return <ShapeForm {...props} element={element} />;
    case "seal":
      return <SealForm {...props} element={element} />;
    case "ornament":
      return <OrnamentForm {...props} element={element} />;
    case "line":
    case "qr":
      return <ColorField label={t("color")} value={element.color} onValue={color} error={problem("color")} />;
  }
}

const PLACE = ["x", "y", "width", "height"] as const;

function PlaceForm({ element, set, problem }: ElementFormProps<TemplateElement>) {
  const t = useTranslations("templates.designer.place");
  const isCode = element.kind === "qr";
  const members = isCode ? (["x", "y", "width"] as const) : PLACE;
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-2 text-sm font-medium">{t("title")}</legend>
      <div className="grid grid-cols-2 gap-3">
        {members.map((member) => (
          <NumberField
            key={member}
            label={t(isCode && member === "width" ? "side" : member)}
            step={0.5}
            value={element[member]}
            error={problem(member)}
            onValue={(value) =>
              set(isCode && member === "width" ? { width: value, height: value } : { [member]: value }, member)
            }
          />
        ))}
      </div>
      {isCode ? <p className="text-xs text-ink-soft">{t("qrHint", { min: QR_SIDE_MIN_MM })}</p> : null}
    </fieldset>
  );
}
