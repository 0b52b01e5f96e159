/** First line of what was written; empty for a picture without words, filled when the burst ends. */
export function subjectOf(text: string): string {
  const line =
    text
      .split('\n')
      .find((candidate) => candidate.trim() !== '')
      ?.trim() ?? ''
  return line.length > 90 ? `${line.slice(0, 89).toWellFormed()}…` : line
}
