/**
 * Whose hand acted last: one on the canvas, or one on the forms beside it. pdfme chooses nothing each time it lays out a template, and
 * says so as it says what somebody clicked on; only what follows a hand on the canvas is a choice of the author's.
 *
 * @param onHand told of every press of a pointer or key, before anything else hears it
 * @returns what ends it
 */
export function watchHand(canvas: HTMLElement, onHand: (isOnCanvas: boolean) => void): () => void {
  const see = ({ type, target }: Event) =>
    // Keys that nothing has the focus for are the canvas's.
    onHand((target instanceof Node && canvas.contains(target)) || (type === "keydown" && target === document.body));
  const types = ["pointerdown", "keydown"] as const;
  for (const type of types) document.addEventListener(type, see, true);
  return () => {
    for (const type of types) document.removeEventListener(type, see, true);
  };
}
