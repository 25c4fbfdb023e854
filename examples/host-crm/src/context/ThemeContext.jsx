import { createContext, useContext, useEffect, useState } from 'react';

const ThemeContext = createContext({ darkMode: false, toggleDarkMode: () => {} });

export const useTheme = () => useContext(ThemeContext);

export function ThemeProvider({ children }) {
  const [darkMode, setDarkMode] = useState(false);
  useEffect(() => {
    document.documentElement.classList.toggle('dark', darkMode);
  }, [darkMode]);
  return <ThemeContext.Provider value={{ darkMode, toggleDarkMode: () => setDarkMode((dark) => !dark) }}>{children}</ThemeContext.Provider>;
}
