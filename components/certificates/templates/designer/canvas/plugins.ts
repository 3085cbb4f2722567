/** Our kinds of elements for pdfme's designer. It draws none of its own: no font, no placeholder and no picture takes another way than ours. */
import type { Plugin, Plugins, UIRenderProps } from "@pdfme/common";
import type { TemplateDocument } from "#lib/features/certificates/templates/types.ts";
import { picturePath } from "../../picture-path.ts";
import { ELEMENT_KINDS, type ElementKind, newElement } from "../new-element.ts";
import type { CanvasSchema, ElementRest } from "./canvas-template.ts";
import { drawLines } from "./draw-lines.ts";
import { drawText } from "./text-element.ts";

export interface PluginWords {
  /** What a new text says. */
  newText: string;
  kinds: Record<ElementKind, string>;
}

type Draw = (props: UIRenderProps<never>, schema: CanvasSchema) => void;

/** @param issuer whose name seals print */
export function canvasPlugins(words: PluginWords, issuer: () => string): Plugins {
  const own = ELEMENT_KINDS.map((kind): [string, Plugin] => [
    words.kinds[kind],
    pluginOf(kind, { draw: drawElement(issuer), element: newElement(kind, { text: words.newText }) }),
  ]);
  return Object.fromEntries([...own, ["ground", pluginOf("ground", { draw: drawGround })]]) as Plugins;
}

function pluginOf(
  type: CanvasSchema["type"],
  { draw, element }: { draw: Draw; element?: ReturnType<typeof newElement> },
): Plugin {
  const { width = 1, height = 1, ...rest } = element ?? {};
  return {
    // The PDF is drawn by the server.
    pdf: () => {},
    ui: (props) => {
      draw(props as unknown as UIRenderProps<never>, props.schema as unknown as CanvasSchema);
    },
    propPanel: {
      schema: {},
      defaultSchema: {
        name: "",
        type,
        position: { x: 0, y: 0 },
        width,
        height,
        readOnly: true,
        element: rest,
      } as never,
    },
  };
}

function drawElement(issuer: () => string): Draw {
  return ({ rootElement, mode, onChange, stopEditing }, { element, labels = {}, width, height }) => {
    const rest = element as ElementRest;
    if (rest.kind === "text") {
      const write = (text: string) => {
        if (text !== rest.text) onChange?.({ key: "element.text", value: text } as never);
        stopEditing?.();
      };
      drawText(rootElement, rest, { labels, write: mode === "designer" ? write : undefined });
    } else if (rest.kind === "picture") drawPicture(rootElement, rest);
    else drawLines(rootElement, { element: rest, width, height, issuer: issuer() });
  };
}

function drawPicture(
  root: HTMLElement,
  { picture, fit, alt }: Pick<Extract<ElementRest, { kind: "picture" }>, "picture" | "fit" | "alt">,
): void {
  if (picture === "") return;
  const image = document.createElement("img");
  image.src = picturePath(picture);
  image.alt = alt;
  image.draggable = false;
  Object.assign(image.style, { display: "block", width: "100%", height: "100%", objectFit: fit });
  root.append(image);
}

const drawGround: Draw = ({ rootElement }, { element }) => {
  const { color, picture } = element as TemplateDocument["background"];
  rootElement.style.background = color;
  if (picture) drawPicture(rootElement, { picture, fit: "cover", alt: "" });
};
