/** Sets the chosen theme before the first paint; src/ui/theme.ts does everything else. */
try {
  const theme = localStorage.getItem('cuecard.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Without storage the system's theme stays.
}
