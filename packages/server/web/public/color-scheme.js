// Sets the chosen colours before anything is painted, so that no page flashes in the others.
;(() => {
  let chosen = 'auto'
  try {
    chosen = localStorage.getItem('ccload-color-scheme') ?? 'auto'
  } catch {
    // Storage may be forbidden; the system's colours are then right.
  }
  const isDark =
    chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.mantineColorScheme = isDark ? 'dark' : 'light'
})()
