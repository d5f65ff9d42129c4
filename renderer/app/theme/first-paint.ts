/** Imported first of all: sets the theme's class before anything is painted, so that a dark window never flashes white. */
import { isDark, paintTheme, readThemeChoice } from './stored-theme'

paintTheme(isDark(readThemeChoice()))
