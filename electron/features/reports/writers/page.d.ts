/** The programs of the self-contained pages, built from renderer/report-page, and their one style sheet. */
declare module 'virtual:report-page' {
  export const script: string
  export const libraryScript: string
  export const style: string
}
