"""The parts that screens are put together from. A widget is given values, paints them and says what was done to it;
it knows no store and decides nothing."""
