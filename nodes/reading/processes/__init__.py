"""Reading a scenario about waiting: rates, servers, stations, what is asked for, and what things are called."""
