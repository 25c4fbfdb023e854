import { createContext, useCallback, useContext, useState } from 'react';

const SnackBarContext = createContext({ showMessage: () => {} });

export const useSnackBar = () => useContext(SnackBarContext);

export function SnackBarProvider({ children }) {
  const [message, setMessage] = useState(null);
  const showMessage = useCallback((text) => setMessage(text), []);
  return (
    <SnackBarContext.Provider value={{ showMessage }}>
      {children}
      {message ? (
        <div role="status" data-testid="snack-bar" className="fixed bottom-4 left-1/2 -translate-x-1/2 z-50 px-4 py-2 rounded bg-gray-900 text-white text-sm">
          {message}
        </div>
      ) : null}
    </SnackBarContext.Provider>
  );
}
