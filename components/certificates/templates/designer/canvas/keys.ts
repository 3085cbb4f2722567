/**
 * Keys on the designer's page. pdfme listens to the whole document and would take arrows, Delete and Backspace from our own fields,
 * lists and tabs; its undo knows of the canvas alone.
 */

export interface CanvasKeys {
  /** Where pdfme is mounted. */
  canvas: HTMLElement;
  /** Whether an element is chosen on the canvas: arrows move it, and scroll the page otherwise. */
  isChosen: () => boolean;
  undo: () => void;
  redo: () => void;
  save: () => void;
}

/**
 * Begins to listen; call it before pdfme is loaded, whose listener on the same node comes after this one and does not hear what is
 * stopped here.
 *
 * @returns what ends it
 */
export function guardKeys({ canvas, isChosen, undo, redo, save }: CanvasKeys): () => void {
  const commands: Record<string, () => void> = { z: undo, "shift+z": redo, y: redo, s: save };
  const hear = (event: KeyboardEvent) => {
    const target = event.target instanceof Element ? event.target : document.body;
    const isOfCanvas = canvas.contains(target) || target === document.body;
    const isTyped = target.closest("input, textarea, select, [contenteditable]") !== null;
    const held = event.ctrlKey || event.metaKey;
    const command = held ? commands[`${event.shiftKey ? "shift+" : ""}${event.key.toLowerCase()}`] : undefined;
    // Within a field the browser's own undo is meant.
    if (command && (command === save || !isTyped)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      command();
    } else if (!isOfCanvas || isTyped || !(isChosen() || held)) event.stopImmediatePropagation();
  };
  document.addEventListener("keydown", hear);
  return () => document.removeEventListener("keydown", hear);
}
