// Common names from several languages, drawn by lot: whoever they name together is nobody.

export const GIVEN_NAMES = split(`
Ada Aiko Alba Amara Amir Andrej Anouk Arjun Asha Astrid Benoît Björn Boris Carmen Chiara Chloé Daria David Dilan Dmitri Elif Elsa Emeka Emil Esra Eva
Farah Felipe Femi Fiona Freya Gabriel Grace Hana Hugo Ines Ingrid Isaac Ivan Jan Jasmin Joana Jonas José Julia Kaito Kamal Karim Kenji Kira
Lars Laura Leïla Leon Lina Luca Łukasz Maja Malik Mara Marco Marek Maria Mei Mila Mina Nadia Naomi Neha Niels Nikos Nina Noah Olga Omar Oskar
Paula Pavel Petra Priya Rafael Rana Ravi Rosa Ruth Sami Sara Selma Sofia Søren Tariq Tessa Theo Tomás Uma Vera Viktor Wanda Wei Yara Yusuf Zoë`);

export const FAMILY_NAMES = split(`
Abebe Adeyemi Ahmed Alvarez Andersen Bakker Banerjee Bauer Becker Berg Bianchi Brown Castro Chen Cohen Costa Dahl Das Diallo Dubois Eriksen Esposito
Fernandes Fischer Fontaine Garcia Gomes González Gruber Gupta Haddad Hall Hansen Hoffmann Horvat Hughes Ibrahim Ito Ivanova Jansen Jensen Jovanović Kaya
Keller Khan Kim Kowalski Kumar Laine Larsen Laurent Lee Lehmann Lindqvist Lopes Mahmoud Marino Martin Mensah Meyer Moreau Moretti Müller Murphy Nagy
Nakamura Ndiaye Nguyen Nielsen Nilsson Novák Nowak Okafor Olsen Öztürk Papadopoulos Park Patel Pereira Petrov Popescu Quinn Ramirez Rao Rossi Roux Ruiz
Sato Schmidt Schneider Sharma Silva Singh Smith Svensson Takahashi Tanaka Tembo Torres Tran Vargas Virtanen Vogel Walker Wang Weber Wolf Yamamoto Yilmaz
Zhang Zhou Ziegler`);

function split(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
