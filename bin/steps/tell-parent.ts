/** Speaks to the start that runs this process; resolves to false when there is none. */
export async function tellParent(message: object): Promise<boolean> {
  if (!process.send || !process.connected) return false;
  await new Promise<void>((resolve) => process.send?.(message, undefined, undefined, () => resolve()));
  return true;
}
