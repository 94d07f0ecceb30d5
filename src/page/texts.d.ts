/** The build makes it a text. */
declare module '*.html' {
  const text: string;
  export default text;
}
